// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.ingress;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.notificationgateway.intake.FaultCode;
import org.notificationgateway.intake.InvalidRequestException;
import org.notificationgateway.intake.Refusal;
import org.notificationgateway.intake.RequestFault;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says no where no route was asked, in the same problem documents as the routes, and with nothing of the inside. */
final class HttpAnswers {
    private static final Logger LOG = LoggerFactory.getLogger("gateway.ingress");
    /** A caller that went away while its body was coming: Vert.x fails such a request with 200. */
    private static final int GONE = 200;
    private static final List<Integer> REFUSED = List.of(400, 404, 405, 406, 413, 415, 417);

    private final Refusal refusal = new Refusal();
    private final Supplier<? extends List<? extends Router>> routers;
    private final int largest;

    /**
     * @param routers where the paths stand, for the Allow header of a 405
     * @param largest bytes of a request, for the words of a 413
     */
    HttpAnswers(Supplier<? extends List<? extends Router>> routers, int largest) {
        this.routers = routers;
        this.largest = largest;
    }

    /** Puts its words in the place of Vert.x' own. */
    void install(Router router) {
        REFUSED.forEach(status -> router.errorHandler(status, context -> refuse(context, status)));
        router.errorHandler(500, this::failed);
        router.errorHandler(GONE, context -> {});
    }

    /** What could not be read as HTTP; nothing that follows it can be trusted. */
    void invalid(HttpServerRequest request) {
        Throwable cause = request.decoderResult().cause();
        int status = cause instanceof TooLongHttpLineException ? 414
                : cause instanceof TooLongHttpHeaderException ? 431
                : 400;
        answer(request.response(), status).onComplete(done -> request.connection().close());
    }

    /** Writes the problem document of a status. */
    Future<Void> answer(HttpServerResponse response, int status) {
        return response.setStatusCode(status)
                .putHeader("Content-Type", "application/problem+json")
                .end(Buffer.buffer(document(status)));
    }

    /** Turns away whom there is no memory for now. */
    void full(HttpServerResponse response) {
        response.putHeader("Retry-After", "1");
        answer(response, 503);
    }

    /** Turns away whom no route can answer any more. */
    void stopping(HttpServerResponse response) {
        response.putHeader("Retry-After", "5").putHeader("Connection", "close");
        try {
            response.setStatusCode(503).putHeader("Content-Type", "application/problem+json").end(Buffer.buffer(
                    refusal.failure(503, "Service Unavailable", "The gateway is stopping. Send the request again later")));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private void refuse(RoutingContext context, int status) {
        if (context.response().ended()) {
            return;
        }
        if (status == 405) {
            context.response().putHeader("Allow", allowed(context.normalizedPath()));
        }
        answer(context.response(), status);
    }

    private void failed(RoutingContext context) {
        LOG.error("http request failed", context.failure());
        if (context.response().headWritten()) {
            context.request().connection().close(); // in the middle of an answer nothing else can be said
        } else {
            answer(context.response(), 500);
        }
    }

    private String allowed(String path) {
        return routers.get().stream()
                .flatMap(router -> router.getRoutes().stream())
                .filter(route -> leadsTo(path, route))
                .map(Route::methods)
                .flatMap(Set::stream)
                .map(HttpMethod::name)
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
    }

    private static boolean leadsTo(String path, Route route) {
        return route.getPath() != null && route.methods() != null
                && path.matches(route.getPath().replaceAll("/:[^/]+", "/[^/]+"));
    }

    private byte[] document(int status) {
        try {
            return switch (status) {
                case 413 -> fault(FaultCode.TOO_LARGE, "the request has too many bytes: expected at most " + largest);
                case 415 -> fault(FaultCode.UNSUPPORTED_TYPE,
                        "Content-Type is missing or another: expected application/json");
                default -> refusal.failure(status, HttpResponseStatus.valueOf(status).reasonPhrase(), detail(status));
            };
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private byte[] fault(FaultCode code, String detail) throws JsonProcessingException {
        return refusal.problem(new InvalidRequestException(List.of(new RequestFault(code, "", detail))));
    }

    static String detail(int status) {
        return switch (status) {
            case 401 -> "A valid API key is needed";
            case 403 -> "The request comes from a web page of another site (Origin, Sec-Fetch-Site): expected a program, or a"
                    + " page of a host in gateway.http.hosts";
            case 404 -> "Nothing is served under this path";
            case 405 -> "This path takes another method";
            case 408 -> "The request did not arrive whole in time";
            case 421 -> "Host names another host: expected localhost, the address that was connected to, or one of"
                    + " gateway.http.hosts (config/application.properties)";
            case 429 -> "Too many wrong API keys came from this address. Come again later";
            case 500 -> "The gateway could not answer. Send the request again later";
            case 503 -> "Too many large requests are being worked on. Send the request again later";
            default -> "This is not a request the gateway can take";
        };
    }
}
