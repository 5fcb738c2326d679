// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.operations;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import jakarta.jms.JMSException;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import org.notificationgateway.ingress.ApiKey;
import org.notificationgateway.ingress.ApiKeys;
import org.notificationgateway.ingress.HttpGuard;
import org.notificationgateway.ingress.Right;
import org.notificationgateway.mail.MemoryFullException;
import org.notificationgateway.outbox.ledger.LedgerException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What all answers to operators have in common: a right that is checked first, JSON, and a problem document for a
 * refusal. The guard decides who may connect. This class keeps web pages from acting in an operator's name: a request that
 * changes something must say that it is JSON, which no form can.
 */
public final class Answers {
    private static final Logger LOG = LoggerFactory.getLogger(Answers.class);
    private static final String PROBLEM = "application/problem+json";

    private final ApiKeys keys;

    public Answers(ApiKeys keys) {
        this.keys = keys;
    }

    /** What one path does. */
    @FunctionalInterface
    interface Page {
        void answer(RoutingContext context) throws JMSException, MemoryFullException, RefusedException, IOException;
    }

    /** What one path answers, if that is short. */
    @FunctionalInterface
    interface Document {
        ObjectNode of(RoutingContext context) throws JMSException, MemoryFullException, RefusedException, IOException;
    }

    /** Says no with a status. */
    public static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1L;
        private final int status;

        public RefusedException(int status, String message) {
            super(message);
            this.status = status;
        }

        /** Of the answer. */
        public int status() {
            return status;
        }
    }

    /** The key that the caller has shown. */
    public ApiKey key(RoutingContext context) {
        return keys.of(context.request().getHeader(HttpGuard.CALLER));
    }

    /** Its name, for the record. */
    public static String who(RoutingContext context) {
        String caller = context.request().getHeader(HttpGuard.CALLER);
        return caller.equals(ApiKeys.ANYONE) ? "local" : caller;
    }

    /** Goes on with what no form can send. */
    static void onlyJson(RoutingContext context) {
        String type = Objects.requireNonNullElse(context.request().getHeader("Content-Type"), "");
        if (type.matches("(?i)application/json\\s*(;.*)?")) {
            context.next();
        } else {
            context.fail(415);
        }
    }

    Handler<RoutingContext> with(Right right, Document document) {
        return streamed(right, context -> answer(context, 200, "application/json", document.of(context)));
    }

    /** The same for an order that takes its time. */
    Handler<RoutingContext> accepted(Right right, Document document) {
        return streamed(right, context -> answer(context, 202, "application/json", document.of(context)));
    }

    /** The same for a page that writes its answer itself. */
    Handler<RoutingContext> streamed(Right right, Page page) {
        return context -> {
            try {
                Optional<String> objection = key(context).objection(right);
                if (objection.isPresent()) {
                    throw new RefusedException(403, objection.get());
                }
                page.answer(context);
            } catch (RefusedException e) {
                answer(context, e.status, PROBLEM, problem(e.status, String.valueOf(e.getMessage())));
            } catch (MemoryFullException e) {
                unavailable(context, "10", String.valueOf(e.getMessage()));
            } catch (LedgerException e) {
                LOG.warn("The ledger cannot be read: {}", e.getMessage());
                unavailable(context, "30", "the ledger cannot be read");
            } catch (JMSException | IOException e) {
                LOG.warn("The dead letters cannot be reached: {}", e.getMessage());
                unavailable(context, "30", "the broker cannot be reached");
            }
        };
    }

    private static void unavailable(RoutingContext context, String after, String detail) {
        context.response().putHeader("Retry-After", after);
        answer(context, 503, PROBLEM, problem(503, detail));
    }

    private static ObjectNode problem(int status, String detail) {
        String title = switch (status) {
            case 400 -> "Bad Request";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 409 -> "Conflict";
            default -> "Service Unavailable";
        };
        return DeadLetterJson.MAPPER.createObjectNode()
                .put("type", "about:blank").put("title", title).put("status", status).put("detail", detail);
    }

    /** Writes an answer that nobody keeps. */
    static void answer(RoutingContext context, int status, String type, ObjectNode body) {
        context.response().setStatusCode(status)
                .putHeader("Content-Type", type)
                .putHeader("Cache-Control", "no-store")
                .end(body.toString());
    }
}
