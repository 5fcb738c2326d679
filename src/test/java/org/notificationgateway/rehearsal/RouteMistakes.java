// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.rehearsal;

import java.util.List;
import org.notificationgateway.rehearsal.Edit.Rule;

/** Mistakes that people make in route files, each wherever a shipped file has a place for it. */
final class RouteMistakes {
    private static final String ALL = "routes/.*";
    private static final String DELIVERY = "routes/delivery-.*";
    private static final String OUTBOX = "routes/outbox.camel.yaml";
    private static final String INTAKE = "routes/intake.camel.yaml";
    private static final String STEPS = "      steps:\n(?=        - to)";

    static final List<Rule> NAMES = List.of(
            Rule.of("bean misspelt", ALL, "ref: (\\w+)\\w\n", "ref: $1\n"),
            Rule.of("bean method misspelt", ALL, "method: (\\w+)\\(", "method: $1s("),
            Rule.of("argument lost", ALL, "(method: \\w+\\([^,\n]*),[^\n]*\\)", "$1)"),
            Rule.of("argument too many", ALL, "(method: \\w+\\(.*)\\)\n", "$1, 1)\n"),
            Rule.of("component misspelt", ALL, "uri: ([\\w-]+)\\w\n", "uri: $1\n"),
            Rule.of("endpoint option misspelt", ALL, "(parameters:\n +\\w+): ", "$1s: "),
            Rule.of("direct name misspelt", ALL, "(uri: direct\n +parameters:\n +name: [\\w-]+)\\w\n", "$1\n"),
            Rule.of("variable misspelt where it is read", ALL, "(\\$\\{variable\\.\\w+)\\w}", "$1}"),
            Rule.of("variable misspelt where it is set", ALL, "name: (atLimit|request|caller|idempotencyKey|content\\w+|defaultId)\n", "name: $1s\n"),
            Rule.of("placeholder misspelt", ALL, "\\{\\{([\\w.-]+)\\w}}", "{{$1}}"),
            Rule.of("routeConfigurationId misspelt", ALL, "routeConfigurationId: (.*)\n", "routeConfigurationId: $1s\n"),
            Rule.of("routeConfiguration renamed", ALL, "- routeConfiguration:\n    id: (.*)\n", "- routeConfiguration:\n    id: $1s\n"),
            Rule.of("exception class misspelt", ALL, "(- [\\w.]+Exception)\n", "$1s\n"),
            Rule.of("policy misspelt", ALL, "routePolicyRef: (\\w+)\\w", "routePolicyRef: $1"),
            Rule.of("language misspelt", ALL, "(expression:\n +\\w+):\n", "$1s:\n"),
            Rule.of("step misspelt", ALL, "- (\\w+):\n( +id:)", "- $1s:\n$2"),
            Rule.of("key of a step misspelt", ALL, "( +)(id|steps|when|otherwise|ref|from|uri):", "$1$2s:"),
            Rule.of("key of a route misspelt", ALL, "(    group|    precondition|    errorHandler|    routePolicyRef):", "$1s:"),
            Rule.of("reference in an option misspelt", ALL, "\"#(\\w+)\\w\"", "\"#$1\""),
            Rule.of("function of an expression misspelt", ALL, "\\$\\{(header|uuid|properties|body)", "\\${$1x"),
            Rule.of("property that the body lacks", "routes/ingress-http.*", "        - bean:\n            id: answer-accepted\n",
                    "        - log:\n            id: log-own\n            message: \\${body.jsons}\n$0"),
            Rule.of("property of the exception misspelt", ALL, "\\$\\{exception\\.(\\w+)}", "\\${exception.$1s}"));

    static final List<Rule> FORMS = List.of(
            Rule.of("bracket of an expression lost", ALL, "(expression: \"?\\$\\{[^}\n]*)}", "$1"),
            Rule.of("operator misspelt", ALL, "} (==|>) ", "} =$1 "),
            Rule.of("quote of a comparison lost", ALL, "== 'pickup'", "== 'pickup"),
            Rule.of("number that is none", ALL, "(initialDelay|maxMessagesPerPoll|concurrentConsumers|delay): .*\n", "$1: often\n"),
            Rule.of("flag that is none", ALL, "(greedy|mapJmsMessage|disableReplyTo): .*\n", "$1: often\n"),
            Rule.of("number of a step that is none", ALL, "timePeriodMillis: .*\n", "timePeriodMillis: soon\n"),
            Rule.of("type that does not exist", ALL, "type: byte\\[]", "type: bytes[]"),
            Rule.of("log level that does not exist", ALL, "loggingLevel: WARN", "loggingLevel: WARNUNG"),
            Rule.of("pattern that is none", ALL, "include: \"\\(\\?s\\)", "include: \"(?s"),
            Rule.of("destination type that does not exist", ALL, "destinationType: queue", "destinationType: queu"),
            Rule.of("tab for spaces", ALL, "\n      steps:", "\n\tsteps:"),
            Rule.of("quote lost", ALL, "\"(\\{\\{[^\"\n]*)\"\n", "\"$1\n"),
            Rule.of("colon lost", ALL, "uri: ", "uri "),
            Rule.of("key twice", ALL, "( +)uri: (.*)\n", "$1uri: $2\n$1uri: $2\n"),
            Rule.of("dash lost", ALL, "        - (\\w+:\n)", "          $1"),
            Rule.of("options a level too far left", ALL, "\n  ( +)(parameters:\n)", "\n$1$2"));

    static final List<Rule> WAYS = List.of(
            Rule.of("delivery dropped", DELIVERY, "steps:\n( {8}.*\n)+", "steps: []\n"),
            Rule.of("log for a delivery", DELIVERY, "steps:\n( {8}.*\n)+", "steps:\n        - log:\n            id: log-it\n            message: hello\n"),
            Rule.of("stop before the delivery", DELIVERY + "|" + OUTBOX, "      steps:\n", "      steps:\n        - stop:\n            id: stop-it\n"),
            Rule.of("otherwise dropped", OUTBOX, " +otherwise:\n( {14}.*\n)+", ""),
            Rule.of("branch emptied", OUTBOX, "steps:\n( +- to:\n( {20}.*\n)+)", "steps: []\n"),
            Rule.of("step of intake dropped", INTAKE, "        - (bean|to):\n( {12}.*\n)+", ""),
            Rule.of("step of the outbox dropped", OUTBOX, "      steps:\n( {8}.*\n)+", "      steps: []\n"),
            Rule.of("step of a door dropped", "routes/ingress-(file|http|jms).camel.yaml", "        - (to):\n( {12}.*\n)+", ""),
            Rule.of("id twice", ALL, "        - (\\w+):\n +id: (?!check-request).*\n", "        - $1:\n            id: check-request\n"),
            Rule.of("second route out of the outbox", DELIVERY, "\\z", "- route:\n    id: own\n    from:\n      uri: outbox\n      steps:\n"
                    + "        - to:\n            id: own-pickup\n            uri: pickup\n"),
            Rule.of("branches swapped", OUTBOX, "== 'pickup'", "!= 'pickup'"),
            Rule.of("branch to the wrong route", OUTBOX, "name: delivery-(smtp)", "name: delivery-pickup"),
            Rule.of("route that calls itself", DELIVERY, "uri: (pickup|smtp)\n( +.*\n)*",
                    "uri: direct\n            parameters:\n              name: delivery-$1\n"),
            Rule.of("body replaced before the delivery", DELIVERY, STEPS,
                    "$0        - setBody:\n            id: own-body\n            expression:\n              constant:\n                expression: hello\n"),
            Rule.of("variable before it is set", "routes/ingress-file.*", "        - removeHeaders:\n",
                    "        - log:\n            id: log-first\n            message: \\${variable.nobody}\n$0"),
            Rule.of("own server without handed-over", DELIVERY, "host: mail-settings\n.*\n", "host: relay.contoso.com\n"),
            Rule.of("own folder without handed-over", DELIVERY, "uri: pickup\n", "uri: file\n            parameters:\n              directoryName: spool\n"),
            Rule.of("handed-over misspelt", DELIVERY, "uri: pickup\n",
                    "uri: pickup\n        - to:\n            id: close-it\n            uri: outbox\n            parameters:\n              operation: handed-ovr\n"),
            Rule.of("option that pickup refuses", DELIVERY, "uri: pickup\n", "uri: pickup\n            parameters:\n              fileExist: Override\n"),
            Rule.of("option that smtp refuses", DELIVERY, "host: mail-settings\n", "$0              port: 25\n"),
            Rule.of("option that outbox refuses", OUTBOX, "concurrentConsumers: .*\n", "selector: \"x > 1\"\n"),
            Rule.of("component that is not on board", DELIVERY, "uri: (pickup|smtp)\n( +.*\n)*", "uri: kafka\n            parameters:\n              topic: mails\n"),
            Rule.of("call to a route that is gone", DELIVERY, "name: delivery-(\\w+)\n", "name: other-$1\n"),
            Rule.of("bean without its method", ALL, "( +ref: (jmsRequest|refusal)\n) +method: .*\n", "$1"),
            Rule.of("file emptied", "routes/(outbox|intake|delivery-smtp|error-handling).*", "(?s).+", ""));

    private RouteMistakes() {}
}
