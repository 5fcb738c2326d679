// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.ingress;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.notificationgateway.intake.RequestCost;
import org.notificationgateway.mail.MemoryBudget;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands before every path of both HTTP ports: turns web pages away, asks for a key, if keys are configured, before a byte of a body is read,
 * turns away whom there is no memory for, and closes connections that only cost, because their caller sends or reads too
 * slowly, or not at all. A request that has arrived whole is left alone, however long its answer takes.
 */
public final class HttpGuard {
    private static final Logger LOG = LoggerFactory.getLogger("gateway.ingress");
    /** Header that tells the routes the name of the key that was shown. */
    public static final String CALLER = "GatewayCaller";
    private static final Duration TOLD_EVERY = Duration.ofMinutes(1);
    private static final Pattern LENGTH = Pattern.compile("\\d{1,15}");
    private static final Set<HttpMethod> WITHOUT_BODY = Set.of(HttpMethod.GET, HttpMethod.HEAD);

    private final ApiKeys keys;
    private final HttpPorts ports;
    private final HostRule hosts;
    private final PageDoor page;
    private final SparseLine strangers;
    private final SparseLine unauthorized;
    private final WrongKeys wrongKeys;
    private final Set<String> open;
    private final long patience;
    private final HttpAnswers answers;
    private final MemoryBudget budget;
    private final int largest;
    private final Map<HttpConnection, CallerConnection> callers = new ConcurrentHashMap<>();

    /**
     * @param ports say whether the gateway is stopping
     * @param hosts which names and pages a request may come by
     * @param page knows by a cookie who looks at the page
     * @param budget for bodies, from their first byte to the end of the answer
     * @param open paths for anybody, spelt so and no other way
     * @param patience for one body, for an answer to be taken, and for the next request on a connection
     * @param largest bytes of a request
     * @param clock for intervals, which no jump of the machine's time may change
     * @param routers where the paths of the ports stand
     */
    public HttpGuard(
            ApiKeys keys, HttpPorts ports, HostRule hosts, PageDoor page, MemoryBudget budget, Set<String> open, Duration patience, int largest,
            Clock clock, Supplier<? extends List<? extends Router>> routers) {
        this.keys = keys;
        this.ports = ports;
        this.hosts = hosts;
        this.page = page;
        this.strangers = new SparseLine(clock, TOLD_EVERY);
        this.unauthorized = new SparseLine(clock, TOLD_EVERY);
        this.wrongKeys = new WrongKeys(clock);
        this.budget = budget;
        this.largest = largest;
        this.open = open;
        this.patience = Math.max(1, patience.toMillis());
        this.answers = new HttpAnswers(routers, largest);
    }

    /** A new connection. */
    void connected(Vertx vertx, HttpConnection connection) {
        CallerConnection caller = new CallerConnection(vertx, connection, patience);
        callers.put(connection, caller);
        connection.closeHandler(closed -> {
            callers.remove(connection);
            caller.closed();
        });
        caller.rest();
    }

    /** What could not be read as HTTP. */
    void invalid(HttpServerRequest request) {
        answers.invalid(request);
    }

    /** Puts itself before what answers. */
    Handler<HttpServerRequest> before(Vertx vertx, Handler<HttpServerRequest> next) {
        if (next instanceof Router router) {
            answers.install(router);
            router.route().order(-1).handler(this::noteAnswer);
        }
        return request -> {
            CallerConnection caller = callers.get(request.connection());
            if (caller != null) { // else gone
                caller.next(request, () -> look(vertx, request, caller, next));
            }
        };
    }

    private void noteAnswer(RoutingContext context) {
        CallerConnection caller = callers.get(context.request().connection());
        if (caller != null) {
            Runnable made = caller.made();
            context.addBodyEndHandler(ended -> made.run());
        }
        context.next();
    }

    private void look(
            Vertx vertx, HttpServerRequest request, CallerConnection caller, Handler<HttpServerRequest> next) {
        limit(vertx, request);
        request.headers().set(CALLER, ApiKeys.ANYONE); // in the place of what a caller might call itself
        if (ports.isClosing() && !request.path().startsWith("/observe/")) {
            answers.stopping(request.response());
            return;
        }
        int refusal = framed(request) ? hosts.refusal(request) : 400;
        if (refusal == 400) {
            answers.answer(request.response(), 400).onComplete(written -> request.connection().close());
        } else if (refusal != 0) {
            turnAway(request, refusal);
        } else if (page.serves(request)) {
            request.headers().set(CALLER, page.caller(request));
            if (isUpload(request)) {
                answers.answer(request.response(), 415);
            } else {
                handle(request, caller, next);
            }
        } else if (!open.contains(request.path()) && !admitted(request)) {
            unauthorized(request);
        } else if (isForm(request)) {
            answers.answer(request.response(), 415);
        } else {
            handle(request, caller, next);
        }
    }

    private void turnAway(HttpServerRequest request, int status) {
        long times = strangers.due();
        if (times > 0) {
            LOG.warn("http request from {} turned away with {}: {} ({} in all since this was told last)",
                    request.remoteAddress().hostAddress(), status, HttpAnswers.detail(status), times);
        }
        answers.answer(request.response(), status);
    }

    /** RFC 9112 6: where else a body would end is a matter of opinion, and what follows it a smuggled request. */
    private static boolean framed(HttpServerRequest request) {
        String coding = String.join(",", request.headers().getAll("Transfer-Encoding"));
        if (request.version() == HttpVersion.HTTP_1_0) { // which has no chunks; and without a length a body ends anywhere
            return coding.isEmpty()
                    && (WITHOUT_BODY.contains(request.method()) || request.headers().contains("Content-Length"));
        }
        return coding.isEmpty() || coding.equalsIgnoreCase("chunked");
    }

    /** Vert.x takes forms apart, files onto the disk, before a route can say no. */
    private static boolean isForm(HttpServerRequest request) {
        return isUpload(request) || type(request).startsWith("application/x-www-form-urlencoded");
    }

    private static boolean isUpload(HttpServerRequest request) {
        return type(request).startsWith("multipart/");
    }

    private static String type(HttpServerRequest request) {
        return Objects.requireNonNullElse(request.getHeader("Content-Type"), "").strip().toLowerCase(Locale.ROOT);
    }

    /** Makes room for its body before a byte of it is read; one that is too large anyway is refused for that. */
    private boolean hasRoomFor(HttpServerRequest request, MemoryBudget.Share share) {
        String length = Objects.requireNonNullElse(request.getHeader("Content-Length"), "");
        long bytes = LENGTH.matcher(length).matches() ? Long.parseLong(length) : 0;
        return bytes > largest || share.grow(RequestCost.arriving(bytes));
    }

    private void handle(HttpServerRequest request, CallerConnection caller, Handler<HttpServerRequest> next) {
        MemoryBudget.Share share = budget.arriving();
        if (!hasRoomFor(request, share)) {
            request.end(arrived -> answers.full(request.response())); // who still writes would miss it
        } else if (request.getHeader("Transfer-Encoding") == null) {
            caller.hold(share);
            next.handle(request);
        } else {
            caller.hold(share);
            next.handle(new ArrivingBody(request, share, () -> answers.full(request.response())));
        }
    }

    private boolean admitted(HttpServerRequest request) {
        try {
            String caller = keys.admit(request.getHeader("X-API-Key"), request.getHeader("Authorization"));
            request.headers().set(CALLER, caller);
            if (!caller.equals(ApiKeys.ANYONE)) {
                wrongKeys.right(request.remoteAddress().hostAddress());
            }
            return true;
        } catch (UnauthorizedException e) {
            return false;
        }
    }

    /** A wrong key too many is slowed down; none at all is no try. A right one from the same address is taken meanwhile. */
    private void unauthorized(HttpServerRequest request) {
        String address = request.remoteAddress().hostAddress();
        boolean shown = request.headers().contains("X-API-Key") || request.headers().contains("Authorization");
        long wait = shown ? wrongKeys.tried(address) : 0;
        long times = unauthorized.due();
        if (times > 0) {
            LOG.warn("http request from {} turned away: no valid API key ({} in all since this was told last)", address, times);
        }
        if (wait > 0) {
            request.response().putHeader("Retry-After", String.valueOf(wait));
            answers.answer(request.response(), 429);
        } else {
            request.response().putHeader("WWW-Authenticate", "Bearer");
            answers.answer(request.response(), 401);
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
}
