// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.settings;

import java.util.List;
import java.util.regex.Pattern;
import org.notificationgateway.settings.Measure.Time;
import org.notificationgateway.settings.Measure.Whole;
import org.notificationgateway.settings.ValueType.Choice;
import org.notificationgateway.settings.ValueType.Flag;
import org.notificationgateway.settings.ValueType.Maybe;
import org.notificationgateway.settings.ValueType.Place;
import org.notificationgateway.settings.ValueType.Secret;
import org.notificationgateway.settings.ValueType.Text;
import org.notificationgateway.settings.ValueType.Url;
import org.notificationgateway.settings.ValueType.Word;

/** Keys of the process, of the ways in and of what a request may be. */
final class DoorKeys {
    private static final String SERVER = "(?!https?:)[a-z][a-z0-9+.-]*" + OutboxKeys.HOST_AND_PORT + "(?:[/?;]\\S*)?";
    private static final Url BUS = new Url("JMS broker URL", Pattern.compile(
            SERVER + "|\\(\\S+\\)(?:\\?\\S*)?|(?:failover|fanout|discovery):\\S+"), "tcp://bus.contoso.com:61616");

    static final List<GatewayKey> ALL = List.of(
            new GatewayKey("gateway.settings-interval", new Time("10ms", "1d"), "2s",
                    "How often to look whether a settings file has changed."),
            new GatewayKey("gateway.http.hosts", new Text("host names"), "",
                    "Names and addresses by which callers may reach both HTTP ports, without a port, with commas between."),
            new GatewayKey("gateway.data-directory", new Place("path", false), "data",
                    "Folder of everything that must survive a restart: the broker's journal, the lock."),
            new GatewayKey("ingress.file.enabled", new Flag(), "true",
                    "`false` switches this way in off."),
            new GatewayKey("ingress.file.directory", new Place("path", false), "data/inbox",
                    "Folder to watch, relative to the home; made at start."),
            new GatewayKey("ingress.file.poll-interval", new Time("1ms", "1d"), "500ms",
                    "How often to look."),
            new GatewayKey("ingress.file.settle-time", new Time("0s", "1d"), "1s",
                    "A file is taken once two looks at it this far apart have seen the same size and times."),
            new GatewayKey("ingress.file.keep-accepted", new Time("0s", "3650d"), "7d",
                    "Accepted files whose last change is older than this are deleted, once an hour."),
            new GatewayKey("ingress.eml.FOLDER.directory", new Place("path", true), "",
                    "Folder of finished mails, relative to the home; must exist, and this account may create files in it."),
            new GatewayKey("ingress.eml.FOLDER.sender", new Text("text"), "server",
                    "Sender whose `MailSettings` decide the delivery."),
            new GatewayKey("ingress.eml.FOLDER.sensitive", new Maybe(new Flag()), "",
                    "`true`: body and links never show in logs or listings of dead letters."),
            new GatewayKey("ingress.eml.FOLDER.expires-after", new Maybe(new Time("1s", "3650d")), "",
                    "A mail is worthless so long after its file was last written to, and then not delivered."),
            new GatewayKey("ingress.eml.FOLDER.from", new Choice(List.of("same-domain", "keep", "rewrite")), "same-domain",
                    "What becomes of the `From` header."),
            new GatewayKey("ingress.eml.FOLDER.envelope", new Choice(List.of("from-address", "file")), "from-address",
                    "Sender of the envelope: `FromAddress`, or what the file says."),
            new GatewayKey("ingress.eml.FOLDER.dots", new Choice(List.of("as-is", "doubled")), "as-is",
                    "`doubled`: a dot at the start of a line is doubled in the files, and the second one is taken away."),
            new GatewayKey("ingress.eml.FOLDER.8bit", new Choice(List.of("refuse", "send")), "refuse",
                    "What becomes of bytes beyond ASCII at a server that does not offer to take them."),
            new GatewayKey("ingress.eml.FOLDER.patience", new Time("0s", "1d"), "60s",
                    "How long the rest of a file is waited for that ends in the middle."),
            new GatewayKey("ingress.eml.FOLDER.shared", new Flag(), "false",
                    "`true`: every account of this machine may write to the folder, and so send mail as the sender."),
            new GatewayKey("ingress.http.enabled", new Flag(), "true",
                    "`false` switches this way in off: its port then answers 404."),
            new GatewayKey("ingress.http.body-timeout", new Time("1ms", "1d"), "30s",
                    "A body that is not there whole after this long is answered 408, and the connection closed."),
            new GatewayKey("ingress.http.rate-limit", new Whole("number", 0, 1000000), "0",
                    "Requests a second for each API key, or for all callers together where no key is asked for; more answers 429."),
            new GatewayKey("ingress.jms.enabled", new Flag(), "true",
                    "`false` switches this way in off."),
            new GatewayKey("ingress.jms.broker-url",
                    BUS, "",
                    "Another broker from which requests are taken; empty for the outbox' own."),
            new GatewayKey("ingress.jms.username", new Text("text"), "",
                    "User at that broker."),
            new GatewayKey("ingress.jms.password", new Secret(), "",
                    "Its password; never printed."),
            new GatewayKey("ingress.jms.queue", new Word("queue name", Pattern.compile("[^\\s/:]+")), "notification.requests",
                    "Queue from which requests are taken."),
            new GatewayKey("ingress.jms.connection-factory", new Text("class or bean"), "",
                    "JMS client for that broker, if its URL does not tell: a class, or a bean of `camel.beans` behind `#`."),
            new GatewayKey("ingress.jms.consumers", new Whole("number", 1, 1000), "2",
                    "Requests worked on at a time."),
            new GatewayKey("ingress.recipient-rate-limit", new Whole("mails a minute", 0, 1000000), "0",
                    "Mails a minute that one recipient may get from this process; `0` is no limit."),
            new GatewayKey("intake.max-request-size", new Whole("bytes", 1, 1073741824), "26214400",
                    "Largest request, also of an array."),
            new GatewayKey("intake.max-recipients", new Whole("number", 1, 100000), "100",
                    "Most recipients of one mail, in `to`, `cc` and `bcc` together."),
            new GatewayKey("intake.max-attachments", new Whole("number", 1, 10000), "20",
                    "Most attachments of one mail."),
            new GatewayKey("intake.max-headers", new Whole("number", 1, 10000), "50",
                    "Most additional headers of one mail."),
            new GatewayKey("intake.max-subject-length", new Whole("characters", 1, 1000000), "998",
                    "Longest subject."),
            new GatewayKey("intake.max-name-length", new Whole("characters", 1, 100000), "255",
                    "Longest name of a person or of an attachment."));

    private DoorKeys() {}
}
