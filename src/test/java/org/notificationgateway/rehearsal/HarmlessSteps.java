// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.rehearsal;

import java.util.List;
import org.notificationgateway.rehearsal.Edit.Rule;

/** Steps that engineers add for good reasons, close to mistakes and none. */
final class HarmlessSteps {
    private static final String PICKUP = "routes/delivery-pickup.camel.yaml";
    private static final String SMTP = "routes/delivery-smtp.camel.yaml";
    private static final String OUTBOX = "routes/outbox.camel.yaml";
    private static final String INTAKE = "routes/intake.camel.yaml";
    private static final String FILE = "routes/ingress-file.camel.yaml";
    private static final String HTTP = "routes/ingress-http.camel.yaml";
    private static final String FAILURES = "routes/error-handling.camel.yaml";
    private static final String ANSWER = "        - bean:\n            id: answer-accepted\n";
    private static final String FIRST = "      steps:\n(?=        - )";
    private static final String ARCHIVE = "uri: file\n            parameters:\n              directoryName: \"{{gateway.home}}/archive\"\n"
            + "              fileName: \\${variable.sender}-\\${variable.id}.eml\n";
    private static final String CLOSE = "        - to:\n            id: close-own\n            uri: outbox\n            parameters:\n              operation: handed-over\n";

    private static String log(String id, String text) {
        return "        - log:\n            id: " + id + "\n            message: \"" + text + "\"\n";
    }

    private static String set(String what, String name, String value) {
        return "        - " + what + ":\n            id: set-" + name.toLowerCase(java.util.Locale.ROOT) + "\n" + (name.equals("body") ? "" : "            name: " + name + "\n")
                + "            expression:\n              simple:\n                expression: \"" + value + "\"\n";
    }

    static final List<Rule> ALL = List.of(
            Rule.of("log of a header before all are dropped", HTTP, FIRST, "$0" + log("log-own", "\\${header.User-Agent}")),
            Rule.of("wireTap into an archive", OUTBOX, FIRST, "$0        - wireTap:\n            id: archive-own\n            " + ARCHIVE),
            Rule.of("wireTap to a route that archives", PICKUP, "(      steps:\n)((?s).*)", "$1        - wireTap:\n            id: tap-own\n            uri: direct:archive\n$2"
                    + "- route:\n    id: archive\n    from:\n      uri: direct:archive\n      steps:\n        - to:\n            " + ARCHIVE),
            Rule.of("filter on the sender", OUTBOX, FIRST, "$0        - filter:\n            id: filter-own\n            expression:\n              simple:\n"
                    + "                expression: \\${variable.sender} == 'agent'\n            steps:\n              - log:\n                  id: log-own\n                  message: of the agent\n"),
            Rule.of("choice of a sender that this home has not", OUTBOX, FIRST, "$0        - choice:\n            id: choose-own\n            when:\n"
                    + "              - expression:\n                  simple:\n                    expression: \\${variable.sender} == 'billing'\n                steps:\n"
                    + "                  - log:\n                      id: log-own\n                      message: of billing\n"),
            Rule.of("another door by folder", FILE, "\\z", "- route:\n    id: ingress-own\n    errorHandler:\n      noErrorHandler: {}\n    from:\n      uri: file\n"
                    + "      parameters:\n        directoryName: \"{{gateway.home}}/own\"\n      steps:\n        - removeHeaders:\n            pattern: \"*\"\n"
                    + "        - convertBodyTo:\n            type: byte[]\n        - to: direct:intake\n"),
            Rule.of("another door by queue", "routes/ingress-jms.camel.yaml", "\\z", "- route:\n    id: ingress-own\n    errorHandler:\n      noErrorHandler: {}\n    from:\n"
                    + "      uri: jms\n      parameters:\n        destinationName: own.requests\n      steps:\n        - setVariable:\n            name: way\n"
                    + "            simple: \"\\${header.JMSType}\"\n        - removeHeaders:\n            pattern: \"*\"\n        - log:\n            message: \"\\${variable.way}\"\n"
                    + "        - to: direct:intake\n"),
            Rule.of("route split in two", SMTP, "(      steps:\n)(        - to:\n( {12}.*\n)+)", "$1        - to:\n            id: go-on\n            uri: direct:delivery-smtp-own\n"
                    + "- route:\n    id: delivery-smtp-own\n    errorHandler:\n      noErrorHandler: {}\n    from:\n      uri: direct:delivery-smtp-own\n      steps:\n$2"),
            Rule.of("header for an endpoint of its own", PICKUP, "        - to:\n( {12}.*\n)+", set("setHeader", "CamelFileName", "\\${variable.id}.eml")
                    + "        - to:\n            id: to-own\n            uri: file\n            parameters:\n              directoryName: \"{{gateway.home}}/spool\"\n" + CLOSE),
            Rule.of("header that a called route reads", OUTBOX, FIRST, "$0" + set("setHeader", "Way", "\\${variable.delivery}") + "        - to: direct:note-own\n"),
            Rule.of("header of the answer", HTTP, ANSWER, set("setHeader", "X-Served-By", "gateway") + "$0"),
            Rule.of("page for a log", PICKUP, "\\z", set("setBody", "body", "<p>\\${variable.id} = done, which is good</p>") + log("log-own", "\\${body}")),
            Rule.of("property read in a log", OUTBOX, FIRST, "$0" + set("setProperty", "way", "\\${variable.delivery}") + log("log-own", "\\${exchangeProperty.way}")),
            Rule.of("variable of both branches", OUTBOX, FIRST, "$0        - choice:\n            id: choose-own\n            when:\n              - expression:\n"
                    + "                  simple:\n                    expression: \\${variable.attempt} > 1\n                steps:\n" + set("setVariable", "way", "again").indent(10)
                    + "            otherwise:\n              steps:\n" + set("setVariable", "way", "first").replace("set-way", "set-way-2").indent(8) + log("log-own", "\\${variable.way}")),
            Rule.of("default that a branch replaces", OUTBOX, FIRST, "$0" + set("setVariable", "way", "first") + "        - choice:\n            id: choose-own\n            when:\n"
                    + "              - expression:\n                  simple:\n                    expression: \\${variable.attempt} > 1\n                steps:\n"
                    + set("setVariable", "way", "again").replace("set-way", "set-way-2").indent(10) + log("log-own", "\\${variable.way}")),
            Rule.of("branch that does nothing on purpose", OUTBOX, FIRST, "$0        - choice:\n            id: choose-own\n            when:\n              - expression:\n"
                    + "                  simple:\n                    expression: \\${variable.sender} == 'agent'\n                steps: []\n            otherwise:\n"
                    + "              steps:\n                - log:\n                    id: log-own\n                    message: not the agent\n"),
            Rule.of("switch by a setting", OUTBOX, FIRST, "$0        - filter:\n            id: filter-own\n            expression:\n              simple:\n"
                    + "                expression: \"{{my.switch:false}}\"\n            steps:\n              - log:\n                  id: log-own\n                  message: on\n"),
            Rule.of("delay by a setting", OUTBOX, FIRST, "$0        - delay:\n            id: wait-own\n            expression:\n              constant:\n                expression: \"{{my.delay:0}}\"\n"),
            Rule.of("step switched off that is not needed", OUTBOX, FIRST, "$0" + log("log-own", "hello").replace("            message", "            disabled: true\n            message")),
            Rule.of("body changed for a log behind the delivery", PICKUP, "\\z", set("setBody", "body", "\\${variable.id} is there") + log("log-own", "\\${body}")),
            Rule.of("failure of an own endpoint told and passed on", PICKUP, "        - to:\n( {12}.*\n)+", "        - doTry:\n            id: try-own\n            steps:\n"
                    + "              - to:\n                  id: to-own\n                  uri: file\n                  parameters:\n"
                    + "                    directoryName: \"{{gateway.home}}/spool\"\n                    fileName: \\${variable.id}.eml\n            doCatch:\n"
                    + "              - exception:\n                  - java.lang.Exception\n                steps:\n                  - log:\n                      id: log-own\n"
                    + "                      message: \"\\${exception.message}\"\n                  - throwException:\n                      id: throw-own\n"
                    + "                      exceptionType: java.lang.IllegalStateException\n                      message: not written\n" + CLOSE),
            Rule.of("own server with an own folder behind it", PICKUP, "        - to:\n( {12}.*\n)+", "        - doTry:\n            id: try-own\n            steps:\n"
                    + "              - to:\n                  id: to-own\n                  uri: smtp\n                  parameters:\n                    host: relay.contoso.com\n"
                    + "            doCatch:\n              - exception:\n                  - java.lang.Exception\n                steps:\n                  - to:\n"
                    + "                      id: to-folder-own\n                      uri: file\n                      parameters:\n"
                    + "                        directoryName: \"{{gateway.home}}/spool\"\n                        fileName: \\${variable.id}.eml\n" + CLOSE),
            Rule.of("mail of a sender dropped on purpose", PICKUP, "(        - to:\n)( {12}.*\n)+", "        - filter:\n            id: filter-own\n            expression:\n"
                    + "              simple:\n                expression: \\${variable.sender} != 'agent'\n            steps:\n              - to:\n                  id: to-own\n"
                    + "                  uri: file\n                  parameters:\n                    directoryName: \"{{gateway.home}}/spool\"\n"
                    + "                    fileName: \\${variable.id}.eml\n" + CLOSE),
            Rule.of("archive that may fail beside the delivery", PICKUP, "\\z", "        - doTry:\n            id: try-own\n            steps:\n              - to:\n                  id: to-own\n"
                    + "                  uri: file\n                  parameters:\n                    directoryName: \"{{gateway.home}}/archive\"\n"
                    + "                    fileName: \\${variable.id}.eml\n            doCatch:\n              - exception:\n                  - java.lang.Exception\n                steps:\n"
                    + "                  - log:\n                      id: log-own\n                      message: \"\\${exception.message}\"\n"),
            Rule.of("narrow catch before a wide one", PICKUP, "        - to:\n( {12}.*\n)+", "        - doTry:\n            id: try-own\n            steps:\n              - to:\n"
                    + "                  id: to-own\n                  uri: pickup\n            doCatch:\n              - exception:\n                  - java.io.IOException\n"
                    + "                steps:\n                  - throwException:\n                      id: throw-own\n                      exceptionType: java.lang.IllegalStateException\n"
                    + "                      message: disk\n              - exception:\n                  - java.lang.Exception\n                steps:\n                  - throwException:\n"
                    + "                      id: throw-other\n                      exceptionType: java.lang.IllegalStateException\n                      message: other\n"),
            Rule.of("own code for a refused request", FAILURES, "(                method: answer\\(.*\n)", "$1            - setHeader:\n                id: set-own\n"
                    + "                name: CamelHttpResponseCode\n                expression:\n                  constant:\n                    expression: \"400\"\n"),
            Rule.of("log of a refused request", FAILURES, "(            - bean:\n                id: answer-refused-http\n)", "            - log:\n                id: log-own\n"
                    + "                message: \"\\${exception.message}\"\n$1"),
            Rule.of("own queue for refused messages", FAILURES, "notification.refused", "requests.with.faults"),
            Rule.of("rule for a narrower exception", FAILURES, "(    onException:\n)(      - onException:\n          id: on-refused-http\n)", "$1      - onException:\n          id: on-own\n"
                    + "          exception:\n            - java.io.IOException\n          handled:\n            constant:\n              expression: \"true\"\n          steps:\n"
                    + "            - bean:\n                id: answer-own\n                ref: refusal\n                method: answer(\\${exception}, \\${exchange})\n$2"),
            Rule.of("branch for some mails of a way", OUTBOX, "( +)(when:\n)", "$1$2              - id: when-own\n                expression:\n                  simple:\n"
                    + "                    expression: \\${variable.delivery} == 'pickup' && \\${variable.sender} == 'agent'\n                steps:\n"
                    + "                  - to:\n                      id: to-own\n                      uri: direct:delivery-pickup\n"),
            Rule.of("branch for each way, and another", OUTBOX, "( +)(otherwise:)", "              - id: when-own\n                expression:\n                  simple:\n"
                    + "                    expression: \\${variable.delivery} == 'smtp'\n                steps:\n                  - to:\n                      id: to-own\n"
                    + "                      uri: direct:delivery-smtp\n$1$2"),
            Rule.of("stop that is off", OUTBOX, FIRST, "$0        - stop:\n            id: stop-own\n            disabled: true\n"),
            Rule.of("rule for some before one for all", FAILURES, "(    onException:\n)(      - onException:\n          id: on-refused-http\n)", "$1      - onException:\n          id: on-own\n"
                    + "          exception:\n            - java.lang.Exception\n          onWhen:\n            simple: \\${exception.message} contains 'disk'\n          handled:\n"
                    + "            constant:\n              expression: \"true\"\n          steps:\n"
                    + "            - bean:\n                id: answer-own\n                ref: refusal\n                method: answer(\\${exception}, \\${exchange})\n$2"),
            Rule.of("log of headers on lines of their own", OUTBOX, FIRST, "$0        - to:\n            id: log-own\n            uri: log\n            parameters:\n"
                    + "              loggerName: own\n              showHeaders: true\n              multiline: true\n"),
            Rule.of("lock of an own door", FILE, "\\z", "- route:\n    id: ingress-own\n    errorHandler:\n      noErrorHandler: {}\n    from:\n      uri: file\n"
                    + "      parameters:\n        directoryName: \"{{gateway.home}}/own\"\n        readLock: changed\n        readLockMinAge: 1000\n        moveFailed: .failed\n"
                    + "        recursive: true\n        maxDepth: 3\n      steps:\n        - removeHeaders:\n            pattern: \"*\"\n"
                    + "        - convertBodyTo:\n            type: byte[]\n        - to: direct:intake\n"),
            Rule.of("limits of the doors", "config/application.properties", "(rate-limit) = 0\n", "$1 = 1\n"),
            Rule.of("log of the door at intake", INTAKE, FIRST, "$0" + log("log-own", "taken from \\${fromRouteId}")));

    private HarmlessSteps() {}
}
