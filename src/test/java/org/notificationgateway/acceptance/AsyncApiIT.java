// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.acceptance;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.notificationgateway.support.AsyncApi;
import org.notificationgateway.support.Jms;
import org.notificationgateway.support.ScriptedSmtpServer;
import org.notificationgateway.support.TestGateway;
import org.notificationgateway.support.TestHome;

/** What a gateway tells, takes and refuses by JMS is as docs/asyncapi.json says. */
class AsyncApiIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    private TestHome home;
    private TestGateway gateway;

    @Test
    void eventsOfEveryTypeAreAsTheDocumentSays() throws Exception {
        try (ScriptedSmtpServer smtp = new ScriptedSmtpServer()) {
            smtp.on("RCPT TO:<late", "451 4.7.1 come back later").on("RCPT TO:<dead", "550 5.1.1 no such user");
            home = new TestHome(folder) // agent has the pickup directory
                    .server("{ \"FromAddress\": \"no-reply@contoso.com\", \"Host\": \"127.0.0.1\", \"Port\": \"" + smtp.port()
                            + "\", \"AllowedDomains\": \"example.com\" }")
                    .agent("{ \"FromAddress\": \"no-reply@contoso.com\", \"UseSpecifiedPickupDirectory\": true, \"PickupDirectory\": \"data/pickup\" }")
                    .set("delivery.retry-delays", "10m").set("gateway.events.enabled", "true");
            gateway = TestGateway.start(home);
            try {
                tellAll();
            } finally {
                gateway.close();
            }
        }
    }

    private void tellAll() throws Exception {
        String mail = post("\"id\": \"all\", \"tags\": [\"review\"], \"to\": [\"ann@example.com\", \"late@example.com\", \"dead@example.com\", \"eve@fabrikam.com\"]");
        post("\"sender\": \"agent\", \"to\": \"ann@example.com\"");
        post("\"expiresAt\": \"2020-01-01T00:00:00Z\", \"to\": \"ann@example.com\"");
        post("\"notBefore\": \"2036-01-31T12:00:00Z\", \"to\": \"bob@example.com\"");
        awaitTypes("accepted", "deferred", "delivered", "expired", "given-up", "handed-over", "suppressed");
        assertEquals(202, order("/mails/" + mail + "/cancel").statusCode());
        String dead = JSON.readTree(gateway.manage("/dead").body()).at("/letters/0/id").asText();
        assertEquals(200, order("/dead/" + dead + "/resend").statusCode());
        awaitTypes("accepted", "cancelled", "deferred", "delivered", "expired", "given-up", "handed-over", "resent", "suppressed");

        JsonNode page = JSON.readTree(gateway.manage("/events?limit=1000").body());
        assertEquals(Set.of(), AsyncApi.faults("events", page));
        for (JsonNode event : page.path("events")) {
            assertEquals(Set.of(), AsyncApi.faults(event), event.toString());
            ((ObjectNode) event.path("data")).put("body", "more than was said");
            assertEquals(1, AsyncApi.faults(event).size());
        }

        Jms client = new Jms(gateway.bean("embeddedBroker", org.notificationgateway.outbox.embedded.EmbeddedBroker.class).access().connectionFactory());
        String request = "{\"to\": \"jane@example.com\", \"subject\": \"s\", \"text\": \"t\"}";
        assertEquals(Set.of(), AsyncApi.faults("requests", JSON.readTree(request)));
        client.sendText("notification.requests", "[" + request + ", {\"to\": \"nobody\", \"subject\": \"s\", \"text\": \"t\"}]");
        client.sendText("notification.requests", "no JSON");
        for (int i = 0; i < 2; i++) {
            JsonNode refusal = JSON.readTree(client.takeText("notification.refused"));
            assertEquals(Set.of(), AsyncApi.faults("refusal", refusal), refusal.toString());
        }
    }

    private void awaitTypes(String... types) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            Set<String> told = new TreeSet<>();
            JSON.readTree(gateway.manage("/events?limit=1000").body()).path("events")
                    .forEach(event -> told.add(event.path("type").asText().replace(AsyncApi.TYPE, "")));
            assertEquals(new TreeSet<>(Set.of(types)), told);
        });
    }

    private String post(String fields) throws Exception {
        HttpResponse<String> answer = gateway.post("{" + fields + ", \"subject\": \"s\", \"text\": \"t\"}",
                "traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
        assertEquals(202, answer.statusCode(), answer.body());
        return JSON.readTree(answer.body()).path("mail").asText();
    }

    private HttpResponse<String> order(String path) {
        return TestGateway.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + home.managementPort() + path))
                .header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.noBody()).build());
    }
}
