// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.operations;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.apache.camel.support.RoutePolicySupport;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.outbox.EntryBody;

/**
 * Lets few large mails at a time through each stage, since each is in memory several times over while it is worked on:
 * many at once would end the process. Small ones pass them by. Safe to share between routes.
 */
public final class LargeMails extends RoutePolicySupport {
    private static final int LARGE = 1_000_000;
    /** Thousands of bytes that may be in one stage; a mail that is larger goes through alone. */
    private static final int AT_A_TIME = 6_000;
    private static final String HELD = "gatewayLargeMail";

    /** What a mail holds while it is in a stage. */
    private record Held(Semaphore stage, int share) {}

    private final Map<String, Semaphore> stages = new ConcurrentHashMap<>();

    @Override
    public void onExchangeBegin(Route route, Exchange exchange) {
        int size = size(exchange.getMessage().getBody());
        if (size >= LARGE) {
            Semaphore stage = stages.computeIfAbsent(route.getGroup(), group -> new Semaphore(AT_A_TIME, true));
            int share = Math.min(AT_A_TIME, size / 1_000);
            stage.acquireUninterruptibly(share);
            exchange.setProperty(HELD + route.getGroup(), new Held(stage, share));
        }
    }

    private static int size(@Nullable Object body) {
        if (body instanceof EntryBody large) {
            return large.size();
        }
        return body instanceof byte[] bytes ? bytes.length : 0;
    }

    @Override
    public void onExchangeDone(Route route, Exchange exchange) {
        Object held = exchange.removeProperty(HELD + route.getGroup());
        if (held instanceof Held mail) {
            mail.stage.release(mail.share);
        }
    }
}
