// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.acceptance;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.Message;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.notificationgateway.ingress.ApiKey;
import org.notificationgateway.ingress.ApiKeyFile;
import org.notificationgateway.ingress.Right;
import org.notificationgateway.support.ScriptedSmtpServer;
import org.notificationgateway.support.TestGateway;
import org.notificationgateway.support.TestHome;

/** Others learn what happens to mails, each thing at least once and by the same name, by asking or by subscribing. */
class EventsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    private TestHome home;
    private ScriptedSmtpServer smtp;
    private TestGateway gateway;

    @BeforeEach
    void start() throws Exception {
        smtp = new ScriptedSmtpServer();
        smtp.on("RCPT TO:<late", "451 4.7.1 come back later").on("RCPT TO:<dead", "550 5.1.1 no such user");
        String mail = "{ \"FromAddress\": \"no-reply@contoso.com\", \"Host\": \"127.0.0.1\", \"Port\": \"" + smtp.port() + "\" }";
        home = new TestHome(folder).server(mail).agent(mail).set("delivery.retry-delays", "10m").set("gateway.events.enabled", "true");
        ApiKeyFile keys = new ApiKeyFile(home.path("config/api-keys"));
        keys.add(ApiKey.of("all", "all", Set.of("*"), Set.of(Right.SEND, Right.READ, Right.OPERATE)));
        keys.add(ApiKey.of("desk", "desk", Set.of("server"), Set.of(Right.READ)));
        keys.add(ApiKey.of("sends", "sends", Set.of("server"), Set.of(Right.SEND)));
        gateway = TestGateway.start(home);
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
        smtp.close();
    }

    @Test
    void whoAsksGetsEachEventOnceAndGoesOnWhereItStopped() throws Exception {
        post("server", "a:1", "ann@example.com", "late@example.com", "dead@example.com");
        List<JsonNode> events = new ArrayList<>();
        String[] next = {""};
        await().atMost(PATIENCE).until(() -> {
            JsonNode page = page("all", "?limit=2" + (next[0].isEmpty() ? "" : "&after=" + next[0]));
            page.path("events").forEach(events::add);
            next[0] = page.path("next").asText();
            return events.size() >= 4;
        });
        assertEquals("org.notificationgateway.mail.accepted", events.get(0).path("type").asText());
        List<String> rest = new ArrayList<>(events.subList(1, 4).stream().map(EventsIT::words).toList());
        Collections.sort(rest);
        assertEquals(List.of("deferred late@example.com 1 451 4.7.1 come back later", "delivered ann@example.com 1 250 ok",
                "given-up dead@example.com 1 550 5.1.1 no such user"), rest);
        assertEquals("/notifications/server/a%3A1", events.get(0).path("source").asText());
        assertEquals(4, events.stream().map(event -> event.path("id").asText()).distinct().count());
        assertEquals("{\"events\":[],\"next\":\"" + next[0] + "\"}", get("all", "/events?after=" + next[0]).body());

        post("agent", "theirs", "ann@example.com");
        await().atMost(PATIENCE).until(() -> page("all", "?after=" + next[0]).path("events").size() == 2);
        assertEquals(0, page("desk", "?after=" + next[0]).path("events").size());
        assertEquals(4, page("desk", "").path("events").size());
        assertEquals(403, get("sends", "/events").statusCode());
        for (String query : List.of("?after=x", "?limit=0", "?limit=1001", "?since=1h")) {
            assertEquals(400, get("all", "/events" + query).statusCode(), query);
        }
        JsonNode api = JSON.readTree(get("all", "/openapi.json").body());
        ObjectNode schema = api.at("/paths/~1events/get/responses/200/content/application~1json/schema").deepCopy();
        schema.set("components", api.path("components"));
        assertEquals(Set.of(), JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(schema).validate(page("all", "")));
    }

    @Test
    void aSubscriberIsToldAlsoOfWhatHappenedWhileItWasAway() throws Exception {
        post("server", "0", "ann@example.com");
        await().atMost(PATIENCE).until(() -> handedOn() == 2); // to nobody
        try (JMSContext context = subscriber()) {
            context.createDurableConsumer(context.createTopic("notification.events"), "desk").close();
        }
        post("server", "1", "ann@example.com");
        List<String> told = new ArrayList<>();
        try (JMSContext context = subscriber();
                JMSConsumer consumer = context.createDurableConsumer(context.createTopic("notification.events"), "desk")) {
            await().atMost(PATIENCE).until(() -> {
                Message message = consumer.receive(500);
                if (message != null) {
                    told.add(message.getBody(String.class));
                    assertEquals("server", message.getStringProperty("sender"));
                    assertFalse(message.toString().contains("@"), "no address in properties: " + message);
                }
                return told.size() == 2;
            });
        }
        List<String> fed = new ArrayList<>();
        page("all", "?after=2").path("events").forEach(event -> fed.add(event.toString()));
        assertEquals(fed, told, "the same, in the same order");
        gateway.close();
        gateway = TestGateway.start(home);
        post("server", "2", "bob@example.com");
        try (JMSContext context = subscriber();
                JMSConsumer consumer = context.createDurableConsumer(context.createTopic("notification.events"), "desk")) {
            Message message = consumer.receive(PATIENCE.toMillis());
            assertTrue(message.getBody(String.class).contains("\"id\":\"2\""), message.getBody(String.class));
        }
    }

    private int handedOn() throws Exception {
        try (Connection ledger = DriverManager.getConnection("jdbc:sqlite:" + home.path("data/ledger.db"));
                Statement look = ledger.createStatement(); ResultSet found = look.executeQuery("SELECT seq FROM notification_cursor")) {
            return found.next() ? found.getInt(1) : 0;
        }
    }

    private JMSContext subscriber() {
        ConnectionFactory broker = gateway.bean("embeddedBroker", org.notificationgateway.outbox.embedded.EmbeddedBroker.class)
                .access().connectionFactory();
        JMSContext context = broker.createContext();
        context.setClientID("reader");
        return context;
    }

    private static String words(JsonNode event) {
        JsonNode data = event.path("data");
        return event.path("type").asText().replace("org.notificationgateway.mail.", "") + " " + data.path("recipient").asText() + " "
                + data.path("attempts").asInt() + " " + data.path("reply").asText();
    }

    private JsonNode page(String key, String query) throws Exception {
        HttpResponse<String> answer = get(key, "/events" + query);
        assertEquals(200, answer.statusCode(), answer.body());
        return JSON.readTree(answer.body());
    }

    private HttpResponse<String> get(String key, String path) {
        return TestGateway.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + home.managementPort() + path))
                .header("X-API-Key", key).build());
    }

    private void post(String sender, String id, String... to) {
        HttpResponse<String> answer = gateway.post("{\"id\": \"" + id + "\", \"sender\": \"" + sender + "\", \"to\": [\""
                + String.join("\", \"", to) + "\"], \"subject\": \"s\", \"text\": \"t\"}", "X-API-Key", "all");
        assertEquals(202, answer.statusCode(), answer.body());
    }
}
