// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.operations;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.apache.camel.support.RoutePolicySupport;

/**
 * Lets one large mail at a time through each stage, since it is in memory several times over while it is worked on: a few
 * at once would end the process. Small ones pass it by. Safe to share between routes.
 */
public final class LargeMails extends RoutePolicySupport {
    private static final int LARGE = 1_000_000;
    /** Artemis' own property of messages that it keeps in files, in bytes. */
    private static final String LARGE_SIZE = "_AMQ_LARGE_SIZE";
    private static final String HELD = "gatewayLargeMail";

    private final Map<String, Semaphore> stages = new ConcurrentHashMap<>();

    @Override
    public void onExchangeBegin(Route route, Exchange exchange) {
        if (size(exchange) >= LARGE) {
            Semaphore stage = stages.computeIfAbsent(route.getGroup(), group -> new Semaphore(1));
            stage.acquireUninterruptibly();
            exchange.setProperty(HELD + route.getGroup(), stage);
        }
    }

    @Override
    public void onExchangeDone(Route route, Exchange exchange) {
        Object held = exchange.removeProperty(HELD + route.getGroup());
        if (held instanceof Semaphore stage) {
            stage.release();
        }
    }

    private static long size(Exchange exchange) {
        Long kept = exchange.getMessage().getHeader(LARGE_SIZE, Long.class);
        if (kept != null) {
            return kept; // the body is not in memory yet: this must not load it
        }
        return exchange.getMessage().getBody() instanceof byte[] bytes ? bytes.length : 0;
    }
}
