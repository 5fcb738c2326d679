// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.rehearsal;

import java.util.List;
import org.notificationgateway.rehearsal.Edit.Rule;

/** Edits that leave a home in order, of which nothing is to be said. */
final class HarmlessEdits {
    private static final String PICKUP = "routes/delivery-pickup.camel.yaml";
    private static final String SMTP = "routes/delivery-smtp.camel.yaml";
    private static final String OUTBOX = "routes/outbox.camel.yaml";
    private static final String FILE = "routes/ingress-file.camel.yaml";
    private static final String KEYS = "config/application.properties";
    private static final String MAIL = "config/appsettings.json";
    private static final String CLOSE =
            "        - to:\n            id: close-mail\n            uri: outbox\n            parameters:\n              operation: handed-over\n";
    private static final String LOG = "        - log:\n            id: log-way\n            message: \"\\${variable.sender}/\\${variable.id}\"\n";

    static final List<Rule> ALL = List.of(
            Rule.of("log before the delivery", PICKUP + "|" + SMTP + "|" + OUTBOX, "      steps:\n(?=        -)", "$0" + LOG),
            Rule.of("log behind the delivery", PICKUP + "|" + OUTBOX, "\\z", LOG),
            Rule.of("log of a level that is off", PICKUP, "\\z", LOG + "            loggingLevel: DEBUG\n"),
            Rule.of("log of the attempt as a number", OUTBOX, "\\z",
                    LOG.replace("log-way", "log-attempt").replace("\\${variable.id}", "attempt \\${variable.attempt}, \\${variable.delivery}")),
            Rule.of("comment", "routes/(intake|outbox|error-handling).*", "\n    id: .*\n", "$0    # a word about it: {{nothing}}\n"),
            Rule.of("blank lines", "routes/(intake|outbox|error-handling).*", "\n +steps:\n", "$0\n\n"),
            Rule.of("description changed", "routes/.*", "(description: \\w+).*\n", "$1 what it does: or did\n".replace(": or", " or")),
            Rule.of("another pattern of names", FILE, "\\[.]json\"", "[.](json|txt)\""),
            Rule.of("another path of the door", "routes/ingress-http.camel.yaml", "path: /notifications", "path: /mails"),
            Rule.of("another queue", "routes/ingress-jms.camel.yaml", "destinationName: \"\\{\\{ingress.jms.queue}}\"", "destinationName: mails"),
            Rule.of("own folder and handed-over", PICKUP, "uri: pickup\n", "uri: file\n            parameters:\n"
                    + "              directoryName: \"{{gateway.home}}/spool\"\n              fileName: \\${variable.sender}-\\${variable.id}.eml\n" + CLOSE),
            Rule.of("own server and handed-over", SMTP, "host: mail-settings\n.*\n", "host: relay.contoso.com\n              port: 25\n" + CLOSE),
            Rule.of("own pickup directory", SMTP, "uri: smtp\n( +.*\n)+", "uri: pickup\n            parameters:\n              directoryName: data/drop\n"),
            Rule.of("short form of an endpoint", OUTBOX, "uri: direct\n +parameters:\n +name: (delivery-\\w+)\n", "uri: direct:$1\n"),
            Rule.of("choice of the sender", SMTP, "        - to:\n( {12}.*\n)+", "        - choice:\n            when:\n"
                    + "              - simple: \"\\${variable.sender} == 'agent'\"\n                steps:\n                  - to:\n"
                    + "                      uri: direct:delivery-pickup\n            otherwise:\n              steps:\n                - to:\n"
                    + "                    uri: smtp\n                    parameters:\n                      host: mail-settings\n"
                    + "                      javaMailSender: \"#mailSettingsSender\"\n"),
            Rule.of("both branches to the same route", OUTBOX, "name: delivery-smtp", "name: either"
                    + "\n- route:\n    id: either\n    errorHandler:\n      noErrorHandler: {}\n    from:\n      uri: direct:either\n      steps:\n"
                    + "        - choice:\n            when:\n              - simple: \"\\${variable.attempt} > 1\"\n                steps:\n"
                    + "                  - to: direct:delivery-smtp\n            otherwise:\n              steps:\n                - to: direct:delivery-smtp\n"),
            Rule.of("variable that is read later", PICKUP, "      steps:\n", "$0        - setVariable:\n            name: way\n            constant: a\n"
                    + "        - log:\n            message: \"by \\${variable.way}\"\n"),
            Rule.of("wireTap to a route that logs", OUTBOX, "      steps:\n(?=        -)", "$0        - wireTap:\n            uri: direct:tell\n"),
            Rule.of("filter before the delivery", PICKUP, "      steps:\n", "$0        - filter:\n            simple: \"\\${variable.sender} == 'agent'\"\n"
                    + "            steps:\n              - log: agent\n"),
            Rule.of("quotes added", "routes/.*", "(uri|ref|group): ([\\w-]+)\n", "$1: \"$2\"\n"),
            Rule.of("keys in another order", "routes/.*", "( +)(id: .*\n)\\1(ref: .*\n|uri: .*\n)", "$1$3$1$2"),
            Rule.of("route without an id of its steps", PICKUP, " +id: to-pickup-directory\n", ""),
            Rule.of("Windows' ends of lines", PICKUP, "\n", "\r\n"),
            Rule.of("default of a placeholder", FILE, "delay: \"\\{\\{.*\n", "delay: \"{{my.interval:500}}\"\n"),
            Rule.of("door disabled", KEYS, "ingress\\.(http|jms|file)\\.enabled = true", "ingress.$1.enabled = false"),
            Rule.of("both limits of a door", KEYS, "rate-limit = 0", "rate-limit = 5"),
            Rule.of("key of its own", KEYS, "\\z", "\nmy.own = 5\n"),
            Rule.of("longer durations", KEYS, "delivery.max-age = 24h", "delivery.max-age = 3d"),
            Rule.of("another encryption", MAIL, "\"StartTls\"", "\"SslOnConnect\""),
            Rule.of("list of domains", MAIL, "\"AllowedDomains\": .*\n", "\"AllowedDomains\": \"contoso.com; fabrikam.com\"\n"),
            Rule.of("comment in JSON", MAIL, "\\{\n", "{\n  // a word\n"),
            Rule.of("comma at the end", MAIL, "\"\n", "\",\n"));

    private HarmlessEdits() {}
}
