// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.ingress;

import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import java.time.Duration;
import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.apache.camel.support.RoutePolicySupport;
import org.notificationgateway.intake.ArrivedMail;
import org.notificationgateway.intake.RequestCost;
import org.notificationgateway.mail.MemoryBudget;
import org.notificationgateway.mail.MemoryFullException;

/**
 * Lets a large request into a stage if there is memory for what the stage makes of it, and fails it if there is none. A
 * caller who waits for an answer is let wait for room; a file or a message stays where it is, and others go on. Small
 * requests pass. Safe to share between routes.
 */
public final class RequestMemory extends RoutePolicySupport {
    private static final Duration LONGEST = Duration.ofSeconds(5);
    private static final String HELD = "gatewayMemoryOf";

    private final MemoryBudget budget;
    private final Duration longest;

    public RequestMemory(MemoryBudget budget) {
        this(budget, LONGEST);
    }

    /** @param longest wait of a caller */
    RequestMemory(MemoryBudget budget, Duration longest) {
        this.budget = budget;
        this.longest = longest;
    }

    @Override
    public void onExchangeBegin(Route route, Exchange exchange) {
        Object body = exchange.getMessage().getBody();
        try {
            if (body instanceof byte[] json && RequestCost.working(json) > 0) {
                boolean answered = !"defer".equals(exchange.getVariable("atLimit"));
                take(budget.working(), RequestCost.working(json), answered ? longest : Duration.ZERO, route, exchange);
            } else if (body instanceof ArrivedMail mail) {
                take(budget.working(), RequestCost.working(mail), Duration.ZERO, route, exchange);
            } else if (body instanceof BytesMessage message) {
                take(budget.arriving(), RequestCost.arriving(message.getBodyLength()), Duration.ZERO, route, exchange);
            }
        } catch (JMSException e) {
            exchange.setException(e);
        }
    }

    private static void take(MemoryBudget.Share share, long bytes, Duration patience, Route route, Exchange exchange) {
        exchange.setProperty(HELD + route.getRouteId(), share);
        try {
            boolean taken = patience.isZero()
                    ? share.grow(bytes)
                    : share.grow(bytes, patience, exchange.getContext()::isStopping);
            if (!taken) {
                exchange.setException(new MemoryFullException());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            exchange.setException(new MemoryFullException());
        }
    }

    @Override
    public void onExchangeDone(Route route, Exchange exchange) {
        if (exchange.removeProperty(HELD + route.getRouteId()) instanceof MemoryBudget.Share share) {
            share.close();
        }
    }
}
