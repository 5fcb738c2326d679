// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.jms.ConnectionFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.StreamSupport;
import org.notificationgateway.support.Jms;
import org.notificationgateway.support.TestGateway;
import org.notificationgateway.support.TestHome;

/** Hands the same request in through every door, and collects what each says to it. */
final class Doors {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final AtomicInteger FILES = new AtomicInteger();

    private final TestHome home;
    private final TestGateway gateway;

    Doors(TestHome home, TestGateway gateway) {
        this.home = home;
        this.gateway = gateway;
    }

    /** What each door says to a request that it refuses. */
    Map<String, String> refusals(String json) throws IOException {
        String name = "refused-" + FILES.incrementAndGet() + ".json";
        gateway.drop(name, json);
        Map<String, String> answers = new TreeMap<>();
        var http = gateway.post(json);
        if (http.statusCode() / 100 != 4) {
            throw new AssertionError("not refused: " + http.statusCode() + " " + json);
        }
        answers.put("http", http.body());
        Jms jms = new Jms(gateway.bean("connectionFactory", ConnectionFactory.class));
        jms.sendText("notification.requests", json);
        answers.put("jms", jms.takeText("notification.refused"));
        Path error = home.path("data/inbox/.rejected/" + name + ".error.json");
        await().pollInterval(Duration.ofMillis(20)).until(() -> Files.exists(error));
        await().pollInterval(Duration.ofMillis(20)).until(() -> Files.readString(error).endsWith("}"));
        answers.put("file", Files.readString(error, UTF_8));
        return answers;
    }

    /** The faults of an answer, each as {@code CODE /pointer}. */
    static List<String> faults(String answer) throws IOException {
        JsonNode errors = JSON.readTree(answer).get("errors");
        return StreamSupport.stream(errors.spliterator(), false)
                .map(fault -> (fault.get("code").asText() + " " + fault.get("pointer").asText()).strip())
                .toList();
    }

    /** Hands a request in through every door, and returns when all have taken it. */
    void accept(String json) throws IOException {
        String name = "accepted-" + FILES.incrementAndGet() + ".json";
        gateway.drop(name, json);
        var http = gateway.post(json);
        if (http.statusCode() != 202) {
            throw new AssertionError(http.statusCode() + " " + http.body() + " to " + json);
        }
        new Jms(gateway.bean("connectionFactory", ConnectionFactory.class)).sendText("notification.requests", json);
        Path inbox = home.path("data/inbox");
        await().pollInterval(Duration.ofMillis(20)).until(() -> Files.exists(inbox.resolve(".accepted/" + name))
                || Files.exists(inbox.resolve(".rejected/" + name)));
        if (Files.exists(inbox.resolve(".rejected/" + name))) {
            throw new AssertionError("file refused: " + json);
        }
    }
}
