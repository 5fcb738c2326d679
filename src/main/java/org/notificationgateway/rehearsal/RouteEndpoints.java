// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.rehearsal;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Says of an endpoint in a route file what it is, in its long form or in the short one. Keeps no state. */
final class RouteEndpoints {
    private static final Set<String> SHORT = Set.of("to", "toD", "wireTap");

    private RouteEndpoints() {}

    /** {@code direct:name} or {@code seda:name}; empty for others. */
    static String target(@Nullable RouteNode endpoint) {
        String scheme = scheme(endpoint);
        if (endpoint == null || !scheme.equals("direct") && !scheme.equals("seda")) {
            return "";
        }
        String rest = uri(endpoint).contains(":") ? uri(endpoint).replaceFirst("^[a-z]+:(//)?", "").replaceFirst("[?].*", "") : "";
        return scheme + ":" + (rest.isEmpty() ? option(endpoint, "name") : rest);
    }

    static String scheme(@Nullable RouteNode endpoint) {
        return endpoint == null ? "" : uri(endpoint).split("[:?]", 2)[0];
    }

    /** Also of {@code to: direct:name}. */
    static String uri(RouteNode endpoint) {
        boolean isShort = endpoint.get("uri") == null && SHORT.contains(endpoint.word());
        return isShort ? endpoint.text() : endpoint.text("uri");
    }

    /** True for one that tells what became of each recipient. */
    static boolean reports(RouteNode endpoint) {
        String sender = option(endpoint, "javaMailSender").replaceFirst("^#(bean:)?", "");
        String scheme = scheme(endpoint);
        return scheme.equals("pickup") || scheme.startsWith("smtp") && sender.equals("mailSettingsSender");
    }

    /** True for the one that says it of whatever stands before it. */
    static boolean handsOver(RouteNode endpoint) {
        return scheme(endpoint).equals("outbox")
                && (option(endpoint, "operation").equals("handed-over") || uri(endpoint).contains("handed-over"));
    }

    private static String option(RouteNode endpoint, String name) {
        RouteNode parameters = endpoint.get("parameters");
        return parameters == null ? "" : parameters.text(name);
    }
}
