// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.rehearsal;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Says what a step reads of a mail on its way: its body, its headers, what steps before it have left. Keeps no state. */
final class StepReads {
    /** What the steps have to do with a mail, all told by their own texts. */
    private static final Set<String> PLAIN = Set.of("log", "setBody", "setHeader", "setHeaders", "setVariable", "setVariables", "setProperty",
            "removeHeader", "removeHeaders", "removeVariable", "removeProperty", "removeProperties", "choice", "filter", "split", "multicast",
            "loop", "doTry", "stop", "delay", "throttle", "throwException", "rollback", "convertBodyTo", "transform", "pipeline", "step", "validate");
    private static final Set<String> ENDPOINTS = Set.of("to", "toD", "wireTap");
    private static final Set<String> LANGUAGES = Set.of("simple", "constant", "method", "header", "variable", "exchangeProperty");
    /** What stands where a language does, and is none. */
    private static final Set<String> NO_LANGUAGES = Set.of("id", "description", "name", "steps", "expression");
    /** Beans of the gateway: they see what they are given. */
    private static final Set<String> OURS =
            Set.of("requestContent", "requestReader", "recipientRateLimiter", "entryComposer", "receipt", "refusal", "jmsRequest");
    private static final Pattern GIVEN = Pattern.compile("\\s*\\w+\\(.*\\)\\s*", Pattern.DOTALL);
    private static final Pattern WHOLE = Pattern.compile("\\$\\{(exchange|message|in|out|camelContext)[}.]|\\$\\{headers?}|\\$\\{headers?\\.size|\\*");
    /** Functions that have nothing to do with the body; others may take it without a word. */
    private static final Pattern NO_BODY = Pattern.compile("\\$\\{(variables?[.:\\[]|variableAs|headers?[.:\\[]|headerAs|exchangeProperty[.:\\[]|exception"
            + "|routeId}|fromRouteId}|exchangeId}|date:|uuid|properties:|random|true}|false}|null}|threadName}|hostname}|env[.:]|sysenv[.:]|sys[.:])");

    private StepReads() {}

    /** True if only code or another endpoint can say what it reads, sets and sends. */
    static boolean isForeign(RouteStep step) {
        RouteNode node = step.node();
        if (ENDPOINTS.contains(step.word())) {
            String scheme = RouteEndpoints.scheme(node);
            boolean known = !RouteEndpoints.target(node).isEmpty() || Set.of("outbox", "pickup").contains(scheme) || RouteEndpoints.reports(node);
            return !known && (!scheme.equals("log") || step.texts().stream().anyMatch(text -> text.text().contains("show") || text.word().startsWith("show")));
        }
        return isCode(step);
    }

    /** The same, if it is no endpoint. */
    static boolean isCode(RouteStep step) {
        RouteNode node = step.node();
        if (step.word().equals("bean")) {
            boolean told = GIVEN.matcher(node.text("method")).matches();
            return !told || !OURS.contains(node.text("ref")) && WHOLE.matcher(node.text("method")).find();
        }
        return !PLAIN.contains(step.word()) && !ENDPOINTS.contains(step.word()) || speaksOther(node);
    }

    private static boolean speaksOther(RouteNode node) {
        RouteNode expression = node.get("expression");
        if (expression == null) {
            return false;
        }
        return expression.members().keySet().stream().anyMatch(word -> !LANGUAGES.contains(word) && !NO_LANGUAGES.contains(word));
    }

    static boolean body(RouteStep step) {
        if (isForeign(step) || step.word().equals("convertBodyTo")) {
            return true;
        }
        if (ENDPOINTS.contains(step.word()) && !RouteEndpoints.handsOver(step.node()) && RouteEndpoints.target(step.node()).isEmpty()) {
            return true;
        }
        return step.texts().stream().anyMatch(text -> readsBody(text.text()));
    }

    private static boolean readsBody(String text) {
        int functions = text.split("\\$\\{", -1).length - 1;
        return functions > NO_BODY.matcher(text).results().count();
    }

    static boolean header(RouteStep step, String name) {
        return isForeign(step) || !isAnswer(step) && step.texts().stream().anyMatch(text ->
                WHOLE.matcher(text.text()).find() && text.text().contains("${") || names(text, name, "header"));
    }

    static boolean variable(RouteStep step, String name) {
        return isCode(step) || step.node().text("variableSend").equals(name)
                || step.texts().stream().anyMatch(text -> names(text, name, "variable") || text.text().contains("${variables}"));
    }

    static boolean property(RouteStep step, String name) {
        return isCode(step) || step.texts().stream().anyMatch(text -> names(text, name, "exchangeProperty"));
    }

    /** In a function of Camel's simple language, or as an expression of its own. */
    private static boolean names(RouteNode text, String name, String kind) {
        String lower = text.text().toLowerCase(Locale.ROOT);
        boolean alone = lower.equals(name.toLowerCase(Locale.ROOT)) && (text.word().equals("expression") || text.word().equals(kind));
        return alone || lower.contains("${") && lower.contains(kind.toLowerCase(Locale.ROOT)) && lower.contains(name.toLowerCase(Locale.ROOT));
    }

    /** The bean that makes an answer of a failure takes the place of body and headers. */
    static boolean isAnswer(RouteStep step) {
        return step.word().equals("bean") && step.node().text("ref").equals("refusal") && step.node().text("method").startsWith("answer(");
    }

    /** True if whoever calls a route from outside looks at the body that it leaves. */
    static boolean bodyIsTaken(RouteNode from) {
        return headersAreTaken(from) || RouteEndpoints.scheme(from).equals("file");
    }

    /** The same of headers. */
    static boolean headersAreTaken(RouteNode from) {
        RouteNode parameters = from.get("parameters");
        boolean silent = parameters != null && parameters.text("disableReplyTo").equals("true");
        boolean door = parameters != null && parameters.text("processStrategy").startsWith("#");
        String scheme = RouteEndpoints.scheme(from);
        return !(scheme.equals("outbox") || scheme.equals("timer") || scheme.equals("scheduler") || scheme.equals("jms") && silent
                || scheme.equals("file") && door);
    }
}
