// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.settings;

import java.util.List;
import java.util.regex.Pattern;
import org.notificationgateway.settings.Measure.Time;
import org.notificationgateway.settings.Measure.Times;
import org.notificationgateway.settings.Measure.Whole;
import org.notificationgateway.settings.ValueType.Flag;
import org.notificationgateway.settings.ValueType.Secret;
import org.notificationgateway.settings.ValueType.Text;
import org.notificationgateway.settings.ValueType.Url;

/** Keys of what keeps accepted mail: its limits, the ledger, the broker, and when to try again. */
final class OutboxKeys {
    private static final String PORT = "(?:[0-9]{1,4}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])";
    static final String HOST_AND_PORT = "://(?:[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.%]+]):" + PORT;
    private static final String SERVER = "tcp" + HOST_AND_PORT;
    private static final String ONE = SERVER + "(?:\\?[^\\s,()#]*)?";
    private static final Url BROKER = new Url("Artemis connection URL",
            Pattern.compile(ONE + "(?:#\\S*)?|\\(" + ONE + "(?:," + ONE + ")*\\)(?:\\?\\S*)?|(?:udp|jgroups)://\\S+"),
            "tcp://broker.contoso.com:61616");
    private static final Url ACCEPTOR =
            new Url("Artemis acceptor URL", Pattern.compile(SERVER + "(?:[?;]\\S*)?"), "tcp://127.0.0.1:61616");
    private static final Url LEDGER =
            new Url("JDBC URL of PostgreSQL", Pattern.compile("jdbc:postgresql:\\S+"), "jdbc:postgresql://db.contoso.com/gateway");

    static final List<GatewayKey> ALL = List.of(
            new GatewayKey("intake.store-timeout", new Time("1ms", "1d"), "20s",
                    "How long a request waits for the outbox; then HTTP answers 503, a file goes back, a JMS message waits with its consumer."),
            new GatewayKey("intake.max-disk-usage", new Whole("percent", 0, 100), "90",
                    "Nothing is accepted, through no way in, while so much of the disk of the data folder is in use, in bytes or inodes; `100` never asks."),
            new GatewayKey("intake.idempotency-window", new Time("1s", "3650d"), "7d",
                    "How long an id is remembered."),
            new GatewayKey("gateway.ledger.url", LEDGER, "",
                    "Database of ids and outcomes, such as `jdbc:postgresql://db.contoso.com/gateway`."),
            new GatewayKey("gateway.ledger.username", new Text("text"), "",
                    "Its user, who may create a table at the first start."),
            new GatewayKey("gateway.ledger.password", new Secret(), "",
                    "Password of that user."),
            new GatewayKey("gateway.ledger.keep", new Time("1s", "3650d"), "30d",
                    "How long the ledger keeps what became of a mail."),
            new GatewayKey("gateway.events.enabled", new Flag(), "false",
                    "`true`: each event of a mail goes to the topic `notification.events` of the outbox' broker, at least once."),
            new GatewayKey("gateway.events.unsubscribe", new Text("names with commas between"), "",
                    "Subscriptions of routes that are gone: each is removed at the start, with the events that wait in it."),
            new GatewayKey("gateway.broker.url", BROKER, "",
                    "URL of an external Artemis, such as `tcp://broker.contoso.com:61616`."),
            new GatewayKey("gateway.broker.username", new Text("text"), "",
                    "User at the external broker, or the one that clients of the acceptor must show."),
            new GatewayKey("gateway.broker.password", new Secret(), "",
                    "Password of that user."),
            new GatewayKey("gateway.broker.acceptor", ACCEPTOR, "",
                    "Lets JMS clients reach the embedded broker, such as `tcp://127.0.0.1:61616`; then user and password are demanded."),
            new GatewayKey("gateway.broker.short-way", new Flag(), "true",
                    "`true`: mails go into and out of the embedded broker without a connection, for less CPU."),
            new GatewayKey("outbox.consumers", new Whole("number", 1, 1000), "4",
                    "Mails delivered at a time to one destination."),
            new GatewayKey("outbox.group-size", new Whole("number", 1, 10000), "64",
                    "Delivered mails whose consumption is written to disk together, at most: those that were finished while the disk was busy with the ones before."),
            new GatewayKey("delivery.retry-delays", new Times(new Time("1ms", "30d")), "30s,1m,2m,5m,15m,30m,1h",
                    "Wait before the second attempt, the third, and so on; the last repeats."),
            new GatewayKey("delivery.max-age", new Time("0s", "3650d"), "24h",
                    "For how long a mail is tried: when the next attempt would start later, it is given up."));

    private OutboxKeys() {}
}
