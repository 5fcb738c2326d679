// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.operations;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.smtp.Failures;

/**
 * Posts what happens to mails to endpoints of others, for routes: Camel's own HTTP client lets headers say where it goes
 * (docs/security.md). It follows no redirect, and names hosts alone: the rest of a URL may be a secret. Safe to share.
 */
public final class Webhook {
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final Duration LONGEST_WAIT = Duration.ofHours(1);
    private static final String LOOPBACK = "localhost|127(\\.\\d{1,3}){3}|\\[::1]";
    private static final int GONE = 410;
    /** What an endpoint says of the content, and not of itself: to ask again would not help. */
    private static final Set<Integer> OF_CONTENT = Set.of(400, 413, 415, 422);
    private static final Set<Integer> COME_LATER = Set.of(429, 503);

    private final Clock clock;
    private @Nullable HttpClient http;

    public Webhook(Clock clock) {
        this.clock = clock;
    }

    /**
     * Posts an event with a signature.
     *
     * @param headers of the message, which get the wait that the endpoint asks for
     * @return nothing once the endpoint has it, or the event if it has read and refused it
     * @throws IOException if it is to be posted again
     */
    public String post(String event, Map<String, Object> headers, String url, String secret) throws IOException, InterruptedException {
        String id = id(event);
        long now = clock.instant().getEpochSecond();
        return send(event, headers, request(url, "application/cloudevents+json")
                .header("webhook-id", id)
                .header("webhook-timestamp", String.valueOf(now))
                .header("webhook-signature", WebhookSignature.of(secret, id, now, event)));
    }

    /** Posts another message, whose endpoint knows us by its URL; returns as {@link #post} does. */
    public String message(String json, Map<String, Object> headers, String url) throws IOException, InterruptedException {
        return send(json, headers, request(url, "application/json"));
    }

    private String send(String body, Map<String, Object> headers, HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpRequest post = request.POST(HttpRequest.BodyPublishers.ofString(body)).build();
        String host = post.uri().getHost();
        CompletableFuture<HttpResponse<Void>> answered = client().sendAsync(post, HttpResponse.BodyHandlers.discarding());
        try {
            HttpResponse<Void> answer = answered.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            int status = answer.statusCode();
            if (status / 100 == 2) {
                return "";
            }
            if (OF_CONTENT.contains(status)) {
                return body;
            }
            Duration wait = status == GONE ? LONGEST_WAIT : COME_LATER.contains(status) ? wanted(answer) : Duration.ZERO;
            if (!wait.isZero()) {
                headers.put(Exchange.REDELIVERY_DELAY, wait.toMillis());
            }
            throw new IOException("the endpoint at " + host + " answers " + status + ": expected 2xx" + (status == GONE
                    ? "; it is gone for good: take its route out of routes/, and remove its subscription" : ""));
        } catch (TimeoutException e) {
            throw new IOException("the endpoint at " + host + " has not answered within " + PATIENCE.toSeconds() + " s");
        } catch (ExecutionException e) {
            throw new IOException("the endpoint at " + host + " cannot be reached"
                    + (e.getCause() instanceof ConnectException ? "" : ": " + Failures.reason(e)));
        } finally {
            answered.cancel(true); // of no effect on an answer that is there
        }
    }

    /** RFC 9110 10.2.3: seconds or a date. */
    private Duration wanted(HttpResponse<?> answer) {
        String text = answer.headers().firstValue("Retry-After").orElse("");
        Duration wait = Duration.ZERO;
        if (text.matches("\\d{1,9}")) {
            wait = Duration.ofSeconds(Long.parseLong(text));
        } else if (!text.isEmpty()) {
            try {
                wait = Duration.between(clock.instant(), ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
            } catch (DateTimeException e) {
                return Duration.ZERO;
            }
        }
        return wait.isNegative() ? Duration.ZERO : wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
    }

    private static HttpRequest.Builder request(String url, String type) {
        return HttpRequest.newBuilder(target(url)).header("Content-Type", type).header("User-Agent", "notification-gateway");
    }

    private static URI target(String url) {
        try {
            URI target = URI.create(url.strip());
            String host = target.getHost();
            if (host != null && target.getUserInfo() == null
                    && ("https".equals(target.getScheme()) || "http".equals(target.getScheme()) && host.matches(LOOPBACK))) {
                return target;
            }
        } catch (IllegalArgumentException e) {
            // said below, without what it quotes
        }
        throw new IllegalArgumentException("the URL of the endpoint is no https URL: expected https, and no user name in it; http only on loopback"
                + " (config/application.properties)");
    }

    private static String id(String event) {
        try {
            return DeadLetterJson.MAPPER.readTree(event).path("id").asText();
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("what is to be posted is no event");
        }
    }

    /** Made when it is first needed: most gateways tell nobody. */
    private synchronized HttpClient client() {
        HttpClient made = http;
        if (made == null) {
            made = HttpClient.newBuilder().connectTimeout(PATIENCE).version(HttpClient.Version.HTTP_1_1).build();
            http = made;
        }
        return made;
    }
}
