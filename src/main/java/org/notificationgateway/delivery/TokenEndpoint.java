// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.smtp.Failures;
import org.notificationgateway.smtp.ServerFaultException;

/**
 * Asks token endpoints for tokens (RFC 6749 4.4), within a bounded time and with a bounded answer. What it says about a
 * failure holds the endpoint's words, but neither secret nor token. Safe to share.
 */
public final class TokenEndpoint {
    private static final Duration UNSAID_LIFE = Duration.ofMinutes(5); // RFC 6749 5.1: expires_in may be missing
    private static final int LONGEST_ANSWER = 65_536;
    private static final int LONGEST_QUOTE = 200;
    private static final int SHORTEST_SECRET = 4;
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final Duration patience;
    private final Clock clock;
    private final HttpClient http;

    /** @param patience for connecting, and for the whole request */
    public TokenEndpoint(Duration patience, Clock clock) {
        this.patience = patience;
        this.clock = clock;
        http = HttpClient.newBuilder().connectTimeout(patience).version(HttpClient.Version.HTTP_1_1).build();
    }

    /** What the endpoint gave; never printed. */
    record Grant(String token, Instant expires) {
        @Override
        public String toString() {
            return "Grant[***]";
        }
    }

    private record Answer(int status, byte[] body) {}

    /**
     * A new token.
     *
     * @throws ServerFaultException naming the sender, the endpoint's host and what it said
     */
    public Grant fetch(OAuthClient client) throws ServerFaultException {
        Instant asked = clock.instant();
        Map<String, String> proof = client.proof().parameters(client.clientId(), client.tokenUrl(), asked);
        Answer answer = ask(client, form(client, proof));
        if (answer.body().length > LONGEST_ANSWER) {
            throw fault(client, "the answer has more than " + LONGEST_ANSWER + " bytes", null);
        }
        JsonNode json = json(answer.body());
        if (answer.status() != 200) {
            throw fault(client, "HTTP " + answer.status() + refusal(json, proof), null);
        }
        String token = json.path("access_token").asText();
        if (!token.matches("[\\x21-\\x7e]+") || !json.path("token_type").asText("Bearer").equalsIgnoreCase("Bearer")) {
            throw fault(client, "the answer holds no bearer token", null);
        }
        long seconds = json.path("expires_in").asLong(UNSAID_LIFE.toSeconds());
        return new Grant(token, asked.plusSeconds(Math.max(0, Math.min(seconds, Duration.ofDays(1).toSeconds()))));
    }

    private static String form(OAuthClient client, Map<String, String> proof) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "client_credentials");
        form.put("client_id", client.clientId());
        form.put("scope", client.scope());
        form.putAll(proof);
        return form.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), UTF_8))
                .collect(Collectors.joining("&"));
    }

    private Answer ask(OAuthClient client, String form) throws ServerFaultException {
        HttpRequest request = HttpRequest.newBuilder(client.tokenUrl())
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Accept", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .build();
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        CompletableFuture<HttpResponse<Void>> response = http.sendAsync(request,
                HttpResponse.BodyHandlers.ofByteArrayConsumer(part -> part.ifPresent(bytes ->
                        body.write(bytes, 0, Math.min(bytes.length, LONGEST_ANSWER + 1 - body.size())))));
        try {
            return new Answer(response.get(patience.toMillis(), TimeUnit.MILLISECONDS).statusCode(), body.toByteArray());
        } catch (TimeoutException e) {
            throw fault(client, "no answer within " + patience.toSeconds() + " s", e);
        } catch (ExecutionException e) {
            String reason = e.getCause() instanceof ConnectException ? "it cannot be reached" : Failures.reason(e);
            throw fault(client, reason, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw fault(client, "the gateway stops", e);
        } finally {
            response.cancel(true); // of no effect on an answer that is there
        }
    }

    private static JsonNode json(byte[] body) {
        try {
            return MAPPER.readTree(body);
        } catch (IOException e) {
            return MAPPER.missingNode(); // a proxy's page, as a rule
        }
    }

    /** RFC 6749 5.2: the code, and the sentence for people without the ids that differ each time. */
    private static String refusal(JsonNode json, Map<String, String> proof) {
        String code = json.path("error").asText();
        if (code.isEmpty()) {
            return ", and no OAuth answer";
        }
        String description = json.path("error_description").asText();
        int ids = description.indexOf("Trace ID:");
        String sentence = ids < 0 ? description : description.substring(0, ids).stripTrailing();
        return ": " + quoted(code, proof) + (sentence.isEmpty() ? "" : ", " + quoted(sentence, proof))
                + TokenAdvice.of(sentence);
    }

    private static String quoted(String text, Map<String, String> proof) {
        String masked = text;
        for (String secret : proof.values()) {
            masked = secret.length() < SHORTEST_SECRET ? masked : masked.replace(secret, "***"); // some endpoints quote us
        }
        String line = Failures.oneLine(masked);
        return line.length() <= LONGEST_QUOTE ? line : line.substring(0, LONGEST_QUOTE) + "…";
    }

    private static ServerFaultException fault(OAuthClient client, String what, @Nullable Exception cause) {
        return new ServerFaultException("sender " + client.sender() + " gets no token from "
                + client.tokenUrl().getHost() + ": " + what, cause);
    }
}
