// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.page;

import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import jakarta.jms.JMSException;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.ingress.ApiKey;
import org.notificationgateway.ingress.PageDoor;
import org.notificationgateway.ingress.PageSessions;
import org.notificationgateway.ingress.Right;
import org.notificationgateway.mail.MemoryFullException;
import org.notificationgateway.operations.Answers;
import org.notificationgateway.operations.Answers.RefusedException;
import org.notificationgateway.outbox.ledger.LedgerException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What all paths of the page have in common: who has not signed in is asked to, a right is asked for first, a form must bring
 * its secret, and a browser is told to load, run and frame nothing from elsewhere. None of it is made on a thread of the network.
 */
final class Pages {
    private static final Logger LOG = LoggerFactory.getLogger("gateway.page");
    private static final String OF_PAGES = "default-src 'none'; style-src 'self'; img-src 'self'; frame-src 'self';"
            + " form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
    private static final String OF_PREVIEWS = "sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline';"
            + " frame-ancestors 'self'";
    private static final int LONGEST_FORM = 20_000; // bytes
    private static final String DONE = "done";
    private static final String SIGN_IN = PageDoor.BELOW + "sign-in";

    private final PageDoor door;
    private final Answers answers;
    private final Templates templates;

    Pages(PageDoor door, Answers answers, Templates templates) {
        this.door = door;
        this.answers = answers;
        this.templates = templates;
    }

    /** What one path does. */
    @FunctionalInterface
    interface Maker {
        Answer of(RoutingContext context) throws JMSException, MemoryFullException, RefusedException, IOException;
    }

    /** The key of who looks. */
    ApiKey key(RoutingContext context) {
        return answers.key(context);
    }

    /** Serves a page that needs a right, or, with null, none. */
    void get(Router router, String path, @Nullable Right right, Maker maker) {
        router.get(path).blockingHandler(handler(right, maker), false);
    }

    /** Takes a form. */
    void post(Router router, String path, @Nullable Right right, Maker maker) {
        router.post(path)
                .handler(BodyHandler.create(false).setBodyLimit(LONGEST_FORM).setMergeFormAttributes(false))
                .blockingHandler(handler(right, context -> {
                    String shown = Objects.requireNonNullElse(form(context).get("csrf"), "");
                    if (!PageSessions.isSame(door.csrf(context.request()), shown)) {
                        throw new RefusedException(403, "This form is of another session, or was sent by another page. Go back, load"
                                + " the page anew, and try again.");
                    }
                    return maker.of(context);
                }), false);
    }

    static MultiMap form(RoutingContext context) {
        return context.request().formAttributes();
    }

    private Handler<RoutingContext> handler(@Nullable Right right, Maker maker) {
        return context -> {
            context.put(DONE, Objects.requireNonNullElse(context.request().getParam(DONE), "")); // no parameter of a list
            try {
                if (right != null && door.asks() && door.session(context.request()).isEmpty()) {
                    write(context, new Answer.Moved(SIGN_IN));
                    return;
                }
                Optional<String> objection = right == null ? Optional.empty() : key(context).objection(right);
                if (objection.isPresent()) {
                    throw new RefusedException(403, "This " + objection.get() + ".");
                }
                write(context, maker.of(context));
            } catch (RefusedException e) {
                fault(context, e.status(), String.valueOf(e.getMessage()));
            } catch (MemoryFullException e) {
                fault(context, 503, String.valueOf(e.getMessage()));
            } catch (LedgerException e) {
                LOG.warn("The ledger cannot be read: {}", e.getMessage());
                fault(context, 503, "The ledger cannot be read. The log says why.");
            } catch (JMSException | IOException e) {
                LOG.warn("The page cannot reach the broker: {}", e.getMessage());
                fault(context, 503, "The broker cannot be reached. The log says why.");
            }
        };
    }

    private void fault(RoutingContext context, int status, String words) {
        try {
            write(context, new Answer.Shown(status, "fault", Map.of("title", "That did not work", "fault", words)));
        } catch (IOException e) {
            context.fail(e);
        }
    }

    private void write(RoutingContext context, Answer answer) throws IOException {
        HttpServerResponse response = context.response();
        response.putHeader("Cache-Control", "no-store").putHeader("X-Content-Type-Options", "nosniff");
        if (answer instanceof Answer.Moved moved) {
            response.setStatusCode(303).putHeader("Location", moved.path()).putHeader("Content-Security-Policy", OF_PAGES).end();
        } else if (answer instanceof Answer.Preview preview) {
            response.putHeader("Content-Security-Policy", OF_PREVIEWS)
                    .putHeader("Referrer-Policy", "no-referrer")
                    .putHeader("X-DNS-Prefetch-Control", "off")
                    .putHeader("Content-Type", "text/html; charset=utf-8")
                    .end(preview.html());
        } else if (answer instanceof Answer.Shown shown) {
            response.setStatusCode(shown.status())
                    .putHeader("Content-Security-Policy", OF_PAGES)
                    .putHeader("Referrer-Policy", "same-origin") // without a referrer a form has no Origin that could be checked
                    .putHeader("Content-Type", "text/html; charset=utf-8")
                    .end(templates.write(shown.template(), withCaller(context, shown.model())));
        }
    }

    private Map<String, Object> withCaller(RoutingContext context, Map<String, ?> model) {
        HttpServerRequest request = context.request();
        Optional<PageSessions.Session> session = door.session(request);
        boolean inside = !door.asks() || session.isPresent();
        Map<String, Object> all = new HashMap<>(model);
        all.put("inside", inside);
        all.put("key", session.map(one -> one.key().name()).orElse(""));
        all.put("operates", inside && key(context).objection(Right.OPERATE).isEmpty());
        all.put("csrf", door.csrf(request));
        all.put("url", request.scheme() + "://" + Objects.requireNonNullElse(request.getHeader("Host"), "127.0.0.1"));
        all.put(DONE, context.get(DONE));
        return all;
    }
}
