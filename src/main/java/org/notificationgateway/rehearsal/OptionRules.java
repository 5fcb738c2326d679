// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.rehearsal;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What Camel 4.22 does not look at because of another option of the same endpoint, component by component. Keeps no state. */
final class OptionRules {
    private static final String FROM = "from";
    private static final String TO = "to";
    private static final String ON = "true";
    private static final String ANY = ".+";

    /** What counts at either end of a route, or harms nobody, whatever the catalog has it for. */
    static final Set<String> OF_BOTH = Set.of("exchangePattern", "multipleConsumers", "lazyStartProducer");
    /** Those of JMS for reading alone: who asks also reads the answer. */
    static final Set<String> JMS_CONSUMER = Set.of("concurrentConsumers", "maxConcurrentConsumers", "selector", "asyncConsumer",
            "subscriptionName", "subscriptionDurable", "subscriptionShared");

    /**
     * One rule.
     *
     * @param end where the endpoint stands: {@code from} or {@code to}
     * @param options that have no effect
     * @param by the option that takes it from them
     * @param value of that option, all of it
     * @param without true if they have an effect with that value alone, false if with any other
     */
    record Rule(String scheme, String end, Set<String> options, String by, Pattern value, boolean without) {
        private static Rule beside(String scheme, String end, String by, String value, String... options) {
            return new Rule(scheme, end, Set.of(options), by, Pattern.compile(value), false);
        }

        private static Rule without(String scheme, String end, String by, String value, String... options) {
            return new Rule(scheme, end, Set.of(options), by, Pattern.compile(value), true);
        }

        /** What to say of one of the options. */
        String seen() {
            return "has no effect " + (without ? "without " + by + (value.pattern().equals(ANY) ? "" : ": " + value.pattern().replace("|", " or ")) : "beside " + by);
        }
    }

    private static final String[] LOCKS = {"readLockCheckInterval", "readLockTimeout", "readLockMinAge", "readLockMinLength", "readLockMarkerFile",
        "readLockLoggingLevel", "readLockDeleteOrphanLockFiles", "readLockRemoveOnCommit", "readLockRemoveOnRollback", "readLockIdempotentReleaseAsync",
        "readLockIdempotentReleaseAsyncPoolSize", "readLockIdempotentReleaseDelay", "readLockIdempotentReleaseExecutorService"};
    private static final String[] SHOWN = {"showAllProperties", "showBody", "showBodyType", "showCachedStreams", "showCaughtException", "showException",
        "showExchangeId", "showExchangePattern", "showFiles", "showFuture", "showHeaders", "showProperties", "showRouteGroup", "showRouteId",
        "showStackTrace", "showVariables"};
    private static final String[] COOKIES = {"cookieDomain", "cookieHttpOnly", "cookieMaxAge", "cookiePath", "cookieSameSite", "cookieSecure"};

    private static final List<Rule> FILES = List.of(
            Rule.beside("file", FROM, "delete", ON, "noop", "move"),
            Rule.beside("file", FROM, "noop", ON, "move"),
            Rule.beside("file", FROM, "processStrategy", ANY, "move", "preMove", "moveFailed", "delete", "readLock", "exclusiveReadLockStrategy"),
            Rule.beside("file", FROM, "processStrategy", ANY, LOCKS),
            Rule.without("file", FROM, "readLock", "(?!none$).+", LOCKS),
            Rule.without("file", FROM, "recursive", ON, "maxDepth"),
            Rule.without("file", FROM, "maxMessagesPerPoll", ANY, "eagerMaxMessagesPerPoll"),
            Rule.without("file", FROM, "backoffMultiplier", ANY, "backoffIdleThreshold", "backoffErrorThreshold"),
            Rule.without("file", TO, "fileExist", "Append", "appendChars"),
            Rule.beside("file", TO, "tempPrefix", ANY, "tempFileName"));

    private static final List<Rule> OTHERS = List.of(
            Rule.beside("log", TO, "showAll", ON, SHOWN),
            Rule.beside("log", TO, "plain", ON, SHOWN),
            Rule.beside("log", TO, "plain", ON, "showAll", "multiline"),
            Rule.beside("log", TO, "groupSize", ANY, "groupInterval", "groupDelay", "groupActiveOnly"),
            Rule.beside("log", TO, "groupSize", ANY, SHOWN),
            Rule.beside("log", TO, "groupInterval", ANY, SHOWN),
            Rule.without("log", TO, "groupInterval", ANY, "groupDelay", "groupActiveOnly"),
            Rule.beside("timer", FROM, "time", ANY, "delay"),
            Rule.beside("timer", FROM, "repeatCount", "1", "period", "fixedRate"),
            Rule.beside("seda", TO, "discardWhenFull", ON, "blockWhenFull"),
            Rule.beside("seda", TO, "failIfNoConsumers", ON, "discardIfNoConsumers"),
            Rule.beside("seda", TO, "waitForTaskToComplete", "Never", "timeout"),
            Rule.beside("jms", FROM, "disableReplyTo", ON, "replyTo", "replyToDeliveryPersistent", "replyToSameDestinationAllowed", "deliveryMode",
                    "deliveryPersistent", "deliveryDelay", "explicitQosEnabled", "preserveMessageQos", "priority", "timeToLive", "requestTimeout"),
            Rule.beside("jms", FROM, "transacted", ON, "acknowledgementModeName"),
            Rule.beside("jms", TO, "disableReplyTo", ON, "requestTimeout", "replyToConcurrentConsumers", "replyToMaxConcurrentConsumers"),
            Rule.beside("jms", TO, "deliveryMode", ANY, "deliveryPersistent"),
            Rule.beside("jms", TO, "explicitQosEnabled", "false", "deliveryMode", "priority", "timeToLive"),
            Rule.without("platform-http", FROM, "useCookieHandler", ON, COOKIES));

    private OptionRules() {}

    /** Those of an endpoint at one end of a route. */
    static Stream<Rule> of(String scheme, boolean from) {
        String secure = scheme.equals("smtps") ? "smtp" : scheme;
        return Stream.concat(FILES.stream(), OTHERS.stream()).filter(rule -> rule.scheme().equals(secure) && rule.end().equals(from ? FROM : TO));
    }
}
