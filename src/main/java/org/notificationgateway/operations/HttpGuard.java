// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.operations;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.notificationgateway.intake.ApiKeys;
import org.notificationgateway.intake.UnauthorizedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands before every path of both HTTP ports: asks for a key, if keys are configured, before a byte of a body is read,
 * and closes connections that only cost, because their caller sends too slowly or nothing. A request that has arrived
 * whole is left alone, however long its answer takes.
 */
public final class HttpGuard {
    private static final Logger LOG = LoggerFactory.getLogger("gateway.ingress");
    private static final Set<HttpMethod> WITHOUT_BODY = Set.of(HttpMethod.GET, HttpMethod.HEAD);

    private final ApiKeys keys;
    private final Set<String> open;
    private final long patience;
    private final HttpAnswers answers;
    private final BodiesInMemory bodies = new BodiesInMemory(Runtime.getRuntime().maxMemory() / 8);
    private final Map<HttpConnection, Idleness> connections = new ConcurrentHashMap<>();

    /**
     * @param open paths for anybody, spelt so and no other way
     * @param patience for one body, and for the next request on a connection
     * @param largest bytes of a request
     * @param routers where the paths of the ports stand
     */
    public HttpGuard(
            ApiKeys keys, Set<String> open, Duration patience, int largest,
            Supplier<? extends List<? extends Router>> routers) {
        this.keys = keys;
        this.open = open;
        this.patience = Math.max(1, patience.toMillis());
        this.answers = new HttpAnswers(routers, largest);
    }

    /** A new connection. */
    void connected(Vertx vertx, HttpConnection connection) {
        Idleness idleness = new Idleness(vertx, connection);
        connections.put(connection, idleness);
        connection.closeHandler(closed -> {
            connections.remove(connection);
            idleness.end();
            idleness.hold(0);
        });
        idleness.begin();
    }

    /** What could not be read as HTTP. */
    void invalid(HttpServerRequest request) {
        answers.invalid(request);
    }

    /** Puts itself before what answers. */
    Handler<HttpServerRequest> before(Vertx vertx, Handler<HttpServerRequest> next) {
        if (next instanceof Router router) {
            answers.install(router);
        }
        return request -> {
            busy(request);
            limit(vertx, request);
            if (!framed(request)) {
                answers.answer(request.response(), 400).onComplete(written -> request.connection().close());
            } else if (!open.contains(request.path()) && !admitted(request)) {
                request.response().putHeader("WWW-Authenticate", "Bearer");
                answers.answer(request.response(), 401);
            } else if (isForm(request)) {
                answers.answer(request.response(), 415);
            } else if (!hasRoomFor(request)) {
                request.response().putHeader("Retry-After", "1");
                request.end(arrived -> answers.answer(request.response(), 503)); // who still writes would miss it
            } else {
                next.handle(request);
            }
        };
    }

    /** RFC 9112 6: where else a body would end is a matter of opinion, and what follows it a smuggled request. */
    private static boolean framed(HttpServerRequest request) {
        String coding = String.join(",", request.headers().getAll("Transfer-Encoding"));
        return (coding.isEmpty() || coding.equalsIgnoreCase("chunked"))
                && (request.version() != HttpVersion.HTTP_1_0 || WITHOUT_BODY.contains(request.method()));
    }

    /** Vert.x takes forms apart, files onto the disk, before a route can say no. */
    private static boolean isForm(HttpServerRequest request) {
        String type = Objects.requireNonNullElse(request.getHeader("Content-Type"), "").toLowerCase(Locale.ROOT);
        return type.startsWith("multipart/") || type.startsWith("application/x-www-form-urlencoded");
    }

    /** Until it is answered or its connection is gone; over one connection requests are answered one by one. */
    private boolean hasRoomFor(HttpServerRequest request) {
        long length = bodies.take(request);
        Idleness connection = connections.get(request.connection());
        if (length > 0 && connection == null) {
            bodies.give(length); // gone already
        } else if (length > 0) {
            connection.hold(length);
        }
        return length >= 0;
    }

    private boolean admitted(HttpServerRequest request) {
        try {
            keys.admit(request.getHeader("X-API-Key"), request.getHeader("Authorization"));
            return true;
        } catch (UnauthorizedException e) {
            LOG.warn("http request from {} turned away: no valid API key", request.remoteAddress().hostAddress());
            return false;
        }
    }

    private void busy(HttpServerRequest request) {
        Idleness idleness = connections.get(request.connection());
        if (idleness != null) {
            idleness.end();
            request.response().endHandler(ended -> {
                idleness.hold(0);
                idleness.begin();
            });
        }
    }

    private void limit(Vertx vertx, HttpServerRequest request) {
        long timer = vertx.setTimer(patience, elapsed -> {
            if (!request.isEnded()) {
                tooSlow(request);
            }
        });
        request.end().onComplete(ended -> vertx.cancelTimer(timer));
    }

    private void tooSlow(HttpServerRequest request) {
        request.pause(); // what still arrives must not complete the request after all
        if (request.response().ended()) {
            request.connection().close();
        } else {
            request.response().putHeader("Connection", "close");
            answers.answer(request.response(), 408).onComplete(written -> request.connection().close());
        }
    }

    /** The time between the answer to one request, by whatever thread, and the head of the next. */
    private final class Idleness {
        private final Vertx vertx;
        private final HttpConnection connection;
        private long timer = -1;
        private long held;

        Idleness(Vertx vertx, HttpConnection connection) {
            this.vertx = vertx;
            this.connection = connection;
        }

        synchronized void begin() {
            end();
            timer = vertx.setTimer(patience, elapsed -> connection.close());
        }

        /** Notes how much memory its request takes, and gives back what the last one took. */
        synchronized void hold(long bytes) {
            bodies.give(held);
            held = bytes;
        }

        synchronized void end() {
            if (timer != -1) {
                vertx.cancelTimer(timer);
                timer = -1;
            }
        }
    }
}
