// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.rehearsal;

import java.util.List;
import org.notificationgateway.rehearsal.Edit.Rule;

/** Mistakes in route files that stop no mail: steps without effect, steps left switched off, and broken ways of saying no. */
final class StepMistakes {
    private static final String DELIVERY = "routes/delivery-.*";
    private static final String PICKUP = "routes/delivery-pickup.camel.yaml";
    private static final String OUTBOX = "routes/outbox.camel.yaml";
    private static final String INTAKE = "routes/intake.camel.yaml";
    private static final String FILE = "routes/ingress-file.camel.yaml";
    private static final String HTTP = "routes/ingress-http.camel.yaml";
    private static final String JMS = "routes/ingress-jms.camel.yaml";
    private static final String FAILURES = "routes/error-handling.camel.yaml";
    private static final String FIRST = "      steps:\n(?=        - )";
    private static final String CONDITION = "expression: \\$\\{variable.delivery} == 'pickup'";
    private static final String HEADER = "        - setHeader:\n            id: set-own\n            name: X-Priority\n            expression:\n"
            + "              constant:\n                expression: \"1\"\n";
    private static final String BODY = "        - setBody:\n            id: set-own\n            expression:\n              constant:\n"
            + "                expression: hello\n";
    private static final String VARIABLE = "        - setVariable:\n            id: set-own\n            name: way\n            expression:\n"
            + "              constant:\n                expression: a\n";
    private static final String FILTER = "        - filter:\n            id: filter-own\n            expression:\n              simple:\n"
            + "                expression: %s\n            steps:\n              - log:\n                  id: log-own\n                  message: hello\n";

    private static String log(String text) {
        return "        - log:\n            id: log-own\n            message: \"" + text + "\"\n";
    }

    private static String branch(String condition) {
        return "        - choice:\n            id: choose-own\n            when:\n              - id: when-own\n                expression:\n"
                + "                  simple:\n                    expression: " + condition + "\n                steps:\n"
                + "                  - log:\n                      id: log-own\n                      message: hello\n";
    }

    /** Steps that do nothing, whatever mail passes. */
    static final List<Rule> EFFECTS = List.of(
            Rule.of("header for the mail before the delivery", DELIVERY, FIRST, "$0" + HEADER),
            Rule.of("header for the mail in the outbox", OUTBOX, FIRST, "$0" + HEADER),
            Rule.of("header set before all are dropped", FILE, FIRST, "$0" + HEADER),
            Rule.of("header for the mail at the file door", FILE, "        - to:\n", HEADER + "$0"),
            Rule.of("body set twice", HTTP, "\\z", BODY + BODY.replace("own", "again")),
            Rule.of("body changed behind the delivery", DELIVERY, "\\z", BODY),
            Rule.of("variable set twice", FILE, "        - setVariable:\n", VARIABLE.replace("way", "atLimit") + "$0"),
            Rule.of("variable set behind its only reader", OUTBOX, FIRST, "$0" + log("\\${variable.way}") + VARIABLE),
            Rule.of("variable of the outbox at a door", FILE, "        - to:\n", log("\\${variable.sender}") + "$0"),
            Rule.of("variable of a door behind the outbox", DELIVERY, FIRST, "$0" + log("\\${variable.caller}")),
            Rule.of("removed variable misspelt", FILE, "        - to:\n", "        - removeVariable:\n            id: drop-it\n            name: atLimits\n$0"),
            Rule.of("property nobody reads", OUTBOX, FIRST, "$0" + HEADER.replace("setHeader", "setProperty").replace("X-Priority", "way")),
            Rule.of("property nobody sets", OUTBOX, FIRST, "$0" + log("\\${exchangeProperty.way}")),
            Rule.of("header of a mail read in a log", OUTBOX, FIRST, "$0" + log("\\${header.Subject}")),
            Rule.of("header read after all are dropped", HTTP, "        - convertBodyTo:\n", log("\\${header.User-Agent}") + "$0"),
            Rule.of("braces of a condition lost", OUTBOX, CONDITION, "expression: variable.delivery == 'pickup'"),
            Rule.of("braces around the whole condition", OUTBOX, CONDITION, "expression: \"\\${variable.delivery == 'pickup'}\""),
            Rule.of("condition that is always true", OUTBOX, CONDITION, "expression: \"true\""),
            Rule.of("condition that never is", OUTBOX, CONDITION, "expression: 1 == 2"),
            Rule.of("condition in capitals", OUTBOX, "== 'pickup'", "== 'PICKUP'"),
            Rule.of("condition with a misspelt value", OUTBOX, "== 'pickup'", "== 'pick-up'"),
            Rule.of("condition without its comparison", OUTBOX, " == 'pickup'", ""),
            Rule.of("sender misspelt in a condition", OUTBOX, FIRST, "$0" + branch("\\${variable.sender} == 'agnet'")),
            Rule.of("sender in capitals", OUTBOX, FIRST, "$0" + branch("\\${variable.sender} == 'Agent'")),
            Rule.of("branch copied, its condition left", OUTBOX, "(              - id: when-pickup-directory\n( {16}.*\n)+)",
                    "$1              - id: when-other\n                expression:\n                  simple:\n"
                            + "                    expression: \\${variable.delivery} == 'pickup'\n                steps:\n"
                            + "                  - to: direct:delivery-smtp\n"),
            Rule.of("filter that lets nothing pass", OUTBOX, FIRST, "$0" + FILTER.formatted("\"false\"")),
            Rule.of("filter that lets everything pass", OUTBOX, FIRST, "$0" + FILTER.formatted("\"'a' == 'a'\"")),
            Rule.of("filter without steps", OUTBOX, FIRST, "$0" + FILTER.formatted("\\${variable.attempt} > 1").replaceFirst("(?s)            steps:.*", "            steps: []\n")),
            Rule.of("choice without branches", OUTBOX, FIRST, "$0        - choice:\n            id: choose-own\n"),
            Rule.of("multicast to nobody", OUTBOX, FIRST, "$0        - multicast:\n            id: cast-own\n            steps: []\n"),
            Rule.of("delay of nothing", OUTBOX, FIRST, "$0        - delay:\n            id: wait-own\n            expression:\n              constant:\n                expression: \"0\"\n"),
            Rule.of("log without a text", OUTBOX, FIRST, "$0" + log("")),
            Rule.of("failure rule where none can work", FILE, "    errorHandler:\n      noErrorHandler: \\{}\n",
                    "$0    routeConfigurationId: http-door\n"),
            Rule.of("catch behind a wider one", PICKUP, "        - to:\n( {12}.*\n)+", "        - doTry:\n            id: try-own\n            steps:\n"
                    + "              - to:\n                  id: to-own\n                  uri: pickup\n            doCatch:\n              - exception:\n"
                    + "                  - java.lang.Exception\n                steps:\n                  - throwException:\n"
                    + "                      id: throw-own\n                      exceptionType: java.lang.IllegalStateException\n                      message: no\n"
                    + "              - exception:\n                  - java.io.IOException\n                steps:\n                  - log:\n"
                    + "                      id: log-own\n                      message: no\n"),
            Rule.of("failure rule twice", FAILURES, "(      - onException:\n)          id: on-refused-jms\n(( {10}.*\n)+)",
                    "$1          id: on-refused-jms\n$2$1          id: on-refused-jms-2\n          exception:\n"
                            + "            - org.notificationgateway.intake.InvalidRequestException\n          handled:\n            constant:\n"
                            + "              expression: \"true\"\n          steps:\n            - log:\n                id: log-own\n                message: oh\n"),
            Rule.of("handed-over behind pickup", PICKUP, "\\z", "        - to:\n            id: close-own\n            uri: outbox\n"
                    + "            parameters:\n              operation: handed-over\n"),
            Rule.of("delivered twice", PICKUP, "\\z", "        - to:\n            id: to-own\n            uri: pickup\n"));

    private static String when(String condition) {
        return "              - id: when-own\n                expression:\n                  simple:\n                    expression: " + condition
                + "\n                steps:\n                  - to:\n                      id: to-own\n                      uri: direct:delivery-smtp\n";
    }

    /** What no mail reaches, options that another one switches off, and steps that leave all as it was. */
    static final List<Rule> NEVER = List.of(
            Rule.of("branch behind its opposite", OUTBOX, "( +)(otherwise:)", when("\\${variable.delivery} != 'pickup'") + "$1$2"),
            Rule.of("branch of two ways at once", OUTBOX, CONDITION, "expression: \\${variable.delivery} == 'pickup' && \\${variable.delivery} == 'smtp'"),
            Rule.of("branch of one way or the other", OUTBOX, CONDITION, "expression: \\${variable.delivery} != 'pickup' || \\${variable.delivery} != 'smtp'"),
            Rule.of("branch within another", OUTBOX, "( +)(otherwise:)", when("\\${variable.delivery} == 'pickup' && \\${variable.sender} == 'agent'") + "$1$2"),
            Rule.of("condition as a constant", OUTBOX, "simple:(\n +" + CONDITION + ")", "constant:$1"),
            Rule.of("branches that all stop", OUTBOX, FIRST, "$0" + branch("\\${variable.attempt} > 1").replaceFirst("(?s) {18}- log:.*", "                  - stop:\n                      id: stop-own\n")
                    + "            otherwise:\n              steps:\n                - throwException:\n                    id: throw-own\n"
                    + "                    exceptionType: java.io.IOException\n                    message: oh\n"),
            Rule.of("stop at the end", OUTBOX, "\\z", "        - stop:\n            id: stop-own\n"),
            Rule.of("rule behind one that takes all", FAILURES, "(      - onException:\n)          id: on-refused-jms\n(( {10}.*\n)+)", "$0$1          id: on-own\n          exception:\n"
                    + "            - org.notificationgateway.intake.InvalidRequestException\n          onWhen:\n            simple: \\${body} != null\n          handled:\n"
                    + "            constant:\n              expression: \"true\"\n          steps:\n            - log:\n                id: log-own\n                message: oh\n"),
            Rule.of("pauses between no attempts", FAILURES, "( +)logStackTrace: false\n", "$0$1maximumRedeliveries: 0\n$1redeliveryDelay: 5s\n"),
            Rule.of("try without a catch", PICKUP, "        - to:\n( {12}.*\n)+", "        - doTry:\n            id: try-own\n            steps:\n"
                    + "              - to:\n                  id: to-own\n                  uri: pickup\n"),
            Rule.of("loop of nothing", OUTBOX, FIRST, "$0        - loop:\n            id: loop-own\n            expression:\n              constant:\n                expression: \"0\"\n"
                    + "            steps:\n              - log:\n                  id: log-own\n                  message: oh\n"),
            Rule.of("bean switched off in vain", "routes/(intake|ingress-http).*", "(        - bean:\n)", "$1            disabled: true\n"),
            Rule.of("move beside the strategy of the door", FILE, "(            )?( +)processStrategy: .*\n", "$0$2move: .done\n"),
            Rule.of("lock beside the strategy of the door", FILE, "( +)processStrategy: .*\n", "$0$1readLock: changed\n"),
            Rule.of("depth without folders", FILE, "( +)greedy: true\n", "$0$1maxDepth: 3\n"),
            Rule.of("option of a sender at a door", FILE, "( +)greedy: true\n", "$0$1fileExist: Append\n"),
            Rule.of("answer to nobody", JMS, "( +)disableReplyTo: true\n", "$0$1timeToLive: 5000\n"),
            Rule.of("recipients for a finished mail", "routes/delivery-smtp.*", "host: mail-settings\n( +).*\n", "host: relay.contoso.com\n$1to: me@contoso.com\n"
                    + "        - to:\n            id: close-own\n            uri: outbox\n            parameters:\n              operation: handed-over\n"),
            Rule.of("log of all and of the body", OUTBOX, FIRST, "$0        - to:\n            id: log-own\n            uri: log\n            parameters:\n"
                    + "              loggerName: own\n              showAll: true\n              showBody: false\n"),
            Rule.of("body set to itself", HTTP, "\\z", "        - setBody:\n            id: set-own\n            expression:\n              simple:\n"
                    + "                expression: \\${body}\n"),
            Rule.of("headers dropped twice", FILE, "( {8}- removeHeaders:\n)( {12}.*\n)+", "$0$1            id: drop-own\n            pattern: \"*\"\n"),
            Rule.of("body made bytes twice", HTTP, "( {8}- convertBodyTo:\n)( {12}.*\n)+", "$1            id: read-own\n            type: byte[]\n$0"));

    /** What was switched off or taken away to try something, and forgotten. */
    static final List<Rule> LEFTOVERS = List.of(
            Rule.of("delivery switched off", DELIVERY, "(        - to:\n)", "$1            disabled: true\n"),
            Rule.of("call of intake switched off", "routes/ingress-(file|http|jms).*", "(        - to:\n)", "$1            disabled: true\n"),
            Rule.of("step of intake switched off", INTAKE, "(        - to:\n)", "$1            disabled: true\n"),
            Rule.of("branch switched off", OUTBOX, "(- to:\n)( +)(id: .*\n)", "$1$2disabled: true\n$2$3"),
            Rule.of("route that does not start", "routes/(delivery|intake|outbox).*", "(    group: .*\n)", "$1    autoStartup: false\n"),
            Rule.of("route whose condition is off", "routes/(delivery-|intake).*", "(    group: .*\n)", "$1    precondition: \"false\"\n"),
            Rule.of("foreign headers kept", "routes/ingress-http.*", "        - removeHeaders:\n( {12}.*\n)+", ""),
            Rule.of("door of files without its strategy", FILE, " +processStrategy: .*\n", ""));

    /** A request that cannot become mail is accepted, lost or answered wrongly. */
    static final List<Rule> REFUSALS = List.of(
            Rule.of("refused file counts as accepted", FILE, "    errorHandler:\n      noErrorHandler: \\{}\n",
                    "    routeConfigurationId: http-door\n"),
            Rule.of("refusal not handled", FAILURES, "(          handled:\n +constant:\n +expression: )\"true\"", "$1\"false\""),
            Rule.of("refusal of another exception", FAILURES, "- (java.lang.Exception|org.*InvalidRequestException)\n", "- java.io.IOException\n"),
            Rule.of("refusal without its rule", "routes/ingress-(http|jms).*", "    routeConfigurationId: .*\n", ""),
            Rule.of("answer of HTTP lost", FAILURES, "            - bean:\n                id: answer-refused-http\n( {16}.*\n)+",
                    "            - log:\n                id: log-own\n                message: oh\n"),
            Rule.of("own answer without a code", FAILURES, "            - bean:\n                id: answer-refused-http\n( {16}.*\n)+",
                    "            - setBody:\n                id: set-own\n                expression:\n                  simple:\n"
                            + "                    expression: \\${exception.message}\n"),
            Rule.of("answer of HTTP with another method", FAILURES, "method: answer\\(.*\n", "method: parts(\\${exception}, \\${exchange})\n"),
            Rule.of("refused queue misspelt", FAILURES, "destinationName: notification.refused", "destinationName: notification.refusd"),
            Rule.of("refused message lost", FAILURES, "            - split:\n( {14}.*\n)+", ""),
            Rule.of("code of the answer overwritten", FAILURES, "(                method: answer\\(.*\n)",
                    "$1            - setHeader:\n                id: set-own\n                name: CamelHttpResponseCode\n                expression:\n"
                            + "                  constant:\n                    expression: \"200\"\n"),
            Rule.of("body of the answer overwritten", FAILURES, "(                method: answer\\(.*\n)",
                    "$1            - setBody:\n                id: set-own\n                expression:\n"
                            + "                  constant:\n                    expression: \"\"\n"),
            Rule.of("intake handles its failures", INTAKE, "    errorHandler:\n      noErrorHandler: \\{}\n", ""),
            Rule.of("checks of intake caught", INTAKE, "        - bean:\n            id: check-request\n(( {12}.*\n)+)",
                    "        - doTry:\n            id: try-own\n            steps:\n              - bean:\n                  id: check-request\n"
                            + "                  ref: requestReader\n                  method: read(\\${body}, \\${variable.defaultId}, \\${variable.idempotencyKey}, \\${variable.caller})\n"
                            + "            doCatch:\n              - exception:\n                  - java.lang.Exception\n                steps:\n"
                            + "                  - stop:\n                      id: stop-own\n"));

    private StepMistakes() {}
}
