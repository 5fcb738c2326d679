// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.trials;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.notificationgateway.support.TestHome;

/** A caller at the HTTP door who writes down what was accepted, and an operator at the management port. */
final class TrialClient {
    /** In place of a status: nobody answered. */
    static final int NO_ANSWER = 0;
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(10)).build();
    private final TestHome home;

    TrialClient(TestHome home) {
        this.home = home;
    }

    /** Returns the status of the answer. */
    int post(Oracle oracle, TrialMail mail) {
        return post(oracle, mail, mail.id());
    }

    int post(Oracle oracle, TrialMail mail, String requestId) {
        oracle.offer(mail);
        int status = post(mail.json(requestId));
        if (status == 202 || status == 200) {
            oracle.accept(mail.id());
        }
        return status;
    }

    /** As one array. */
    int post(Oracle oracle, List<TrialMail> mails) {
        ByteArrayOutputStream array = new ByteArrayOutputStream();
        for (TrialMail mail : mails) {
            oracle.offer(mail);
            array.write(array.size() == 0 ? '[' : ',');
            array.writeBytes(mail.json());
        }
        array.write(']');
        int status = post(array.toByteArray());
        if (status == 202 || status == 200) {
            mails.forEach(mail -> oracle.accept(mail.id()));
        }
        return status;
    }

    int post(byte[] json) {
        try {
            return http.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + home.httpPort() + "/notifications"))
                    .timeout(PATIENCE).header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(json)).build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException e) {
            return NO_ANSWER;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return NO_ANSWER;
        }
    }

    /** Status of a look at the management port. */
    int status(String path) {
        try {
            return manage(path).statusCode();
        } catch (IOException e) {
            return NO_ANSWER;
        }
    }

    private HttpResponse<String> manage(String path) throws IOException {
        try {
            return http.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + home.managementPort() + path))
                    .timeout(PATIENCE).build(), HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    /** Of the gateway's own health, in a word. */
    String health() {
        int live = status("/observe/health/live");
        int ready = status("/observe/health/ready");
        return "live " + live + ", ready " + ready;
    }

    boolean isLive() {
        return status("/observe/health/live") == 200;
    }

    boolean isReady() {
        return status("/observe/health/ready") == 200;
    }

    /** Asks the gateway what became of the mail that has not come out. */
    Oracle.Verdict account(Oracle oracle) {
        try {
            oracle.account(deadLetters("requestId"), waiting());
        } catch (IOException e) {
            oracle.account(List.of(), 0);
        }
        return oracle.verdict();
    }

    /** Of all dead letters this field, such as {@code id}. */
    List<String> deadLetters(String field) throws IOException {
        List<String> ids = new ArrayList<>();
        for (JsonNode letter : MAPPER.readTree(manage("/dead?limit=100000").body()).path("letters")) {
            ids.add(letter.path(field).asText());
        }
        return ids;
    }

    private long waiting() throws IOException {
        return manage("/observe/metrics").body().lines()
                .filter(line -> line.startsWith("gateway_outbox_entries{") && !line.endsWith("NaN"))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
