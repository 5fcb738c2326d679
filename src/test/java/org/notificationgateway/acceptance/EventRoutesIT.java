// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.acceptance;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.notificationgateway.operations.GatewayHome;
import org.notificationgateway.outbox.embedded.EmbeddedBroker;
import org.notificationgateway.rehearsal.RouteCheck;
import org.notificationgateway.support.AsyncApi;
import org.notificationgateway.support.CapturedLog;
import org.notificationgateway.support.ScriptedSmtpServer;
import org.notificationgateway.support.TestGateway;
import org.notificationgateway.support.TestHome;
import org.notificationgateway.support.WebhookReceiver;
import org.notificationgateway.support.WebhookReceiver.Answer;
import org.notificationgateway.support.WebhookReceiver.Posted;

/** The sample routes of {@code examples/routes} tell others of each event, all of them at once, each at its own speed. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class EventRoutesIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final String CHANNEL = "/services/T000/B000/channel-secret";
    private static final List<String> SAMPLES = List.of("events-webhook", "events-chat", "events-files");
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private static Path folder;

    private static TestHome home;
    private static ScriptedSmtpServer smtp;
    private static WebhookReceiver webhook;
    private static WebhookReceiver chat;
    private static CapturedLog log;
    private static TestGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        smtp = new ScriptedSmtpServer();
        smtp.on("RCPT TO:<dead", "550 5.1.1 <dead@example.com> no such user");
        webhook = new WebhookReceiver();
        chat = new WebhookReceiver();
        home = new TestHome(folder)
                .server("{ \"FromAddress\": \"no-reply@contoso.com\", \"Host\": \"127.0.0.1\", \"Port\": \"" + smtp.port() + "\" }")
                .set("gateway.events.enabled", "true")
                .set("events.webhook.url", webhook.url("/events?token=url-secret"))
                .set("events.webhook.secret", SECRET)
                .set("events.webhook.first-pause", "50ms")
                .set("events.webhook.longest-pause", "200ms")
                .set("events.chat.kind", "slack")
                .set("events.chat.url", chat.url(CHANNEL))
                .set("events.files.directory", folder.resolve("events").toString());
        for (String sample : SAMPLES) {
            copy(sample);
        }
        log = new CapturedLog(Map.of("org.apache.camel", Level.WARN, "org.apache.camel.processor.errorhandler", Level.DEBUG)); // as shipped, and more
        gateway = TestGateway.start(home);
    }

    private static void copy(String sample) throws IOException {
        Files.copy(TestHome.PROJECT.resolve("examples/routes/" + sample + ".camel.yaml"), home.path("routes/" + sample + ".camel.yaml"));
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.close();
        log.close();
        webhook.close();
        chat.close();
        smtp.close();
    }

    @Test
    @Order(1)
    void theFirstEventAfterTheFirstStartComesToEachOfThem() throws Exception {
        post("first", "ann@example.com");
        await().atMost(PATIENCE).untilAsserted(() -> assertEquals(List.of("accepted", "delivered"), types(webhook.taken(), "first")));
        for (Posted posted : webhook.taken()) {
            assertTrue(posted.isSigned(SECRET), posted.toString());
            assertEquals(Set.of(), AsyncApi.faults(JSON.readTree(posted.body())));
            assertEquals(JSON.readTree(posted.body()).path("id").asText(), posted.id());
            assertEquals("application/cloudevents+json", posted.type());
            assertTrue(Math.abs(System.currentTimeMillis() / 1000 - Long.parseLong(posted.timestamp())) < 60, posted.timestamp());
        }
        await().atMost(PATIENCE).untilAsserted(() -> assertEquals(ids(webhook.taken()), files()));
        for (Posted posted : webhook.taken()) {
            assertEquals(posted.body(), Files.readString(folder.resolve("events/" + posted.id() + ".json")));
        }
        assertEquals(List.of(), chat.asked(), "nothing went wrong");
    }

    @Test
    @Order(2)
    void aChannelIsToldOfDeadLettersWithoutAnAddress() throws Exception {
        post("gone", "dead@example.com");
        post("late", "\"expiresAt\": \"2020-01-01T00:00:00Z\"", "ann@example.com");
        await().atMost(PATIENCE).until(() -> chat.taken().size() == 2);
        assertEquals(Set.of("""
                        A mail was given up
                        Sender: server
                        Id: gone
                        Reason: 550 5.1.1
                        The server does not know the recipient: correct the address where it is kept, and send a new request; drop this one.""",
                """
                        A mail has expired before it could be delivered
                        Sender: server
                        Id: late
                        Reason: expired at 2020-01-01T00:00:00Z
                        Nobody gets it any more. Hand in a new request if it still matters."""),
                chat.taken().stream().map(posted -> json(posted.body()).path("text").asText()).collect(Collectors.toSet()));
        assertTrue(chat.taken().stream().allMatch(posted -> posted.type().equals("application/json") && posted.path().equals(CHANNEL)));
        assertTrue(chat.taken().stream().noneMatch(posted -> posted.body().contains("@")), chat.taken().toString());
    }

    @Test
    @Order(3)
    void anEndpointThatIsAwayGetsAllOfItsEventsInOrderAndHoldsUpNobodyElse() throws Exception {
        await().atMost(PATIENCE).untilAsserted(() -> assertEquals(6, ids(webhook.taken()).size(), "of the tests before"));
        int before = webhook.taken().size();
        webhook.close();
        for (int i = 0; i < 5; i++) {
            post("away-" + i, "ann@example.com", "dead@example.com");
        }
        await().atMost(PATIENCE).untilAsserted(() -> assertEquals(6 + 5 * 3, files().size(), "files are written meanwhile"));
        await().atMost(PATIENCE).until(() -> chat.taken().size() == 2 + 5);
        gateway.close();
        gateway = TestGateway.start(home);
        post("away-5", "ann@example.com", "dead@example.com");
        await().atMost(PATIENCE).untilAsserted(() -> assertEquals(6 + 6 * 3, files().size()));
        assertEquals(before, webhook.taken().size());
        webhook.open();
        await().atMost(PATIENCE).untilAsserted(() -> assertEquals(files(), ids(webhook.taken())));
        assertInOrder();
    }

    @Test
    @Order(4)
    void anEndpointInTroubleIsAskedAgainAfterGrowingPausesOrAsItSays() throws Exception {
        List<Answer> bad = new ArrayList<>(List.of(Answer.of(500), Answer.of(404), new Answer(429, "1"), new Answer(503, "1"), Answer.of(302)));
        webhook.answers(posted -> bad.isEmpty() ? Answer.OK : bad.remove(0));
        int before = webhook.asked().size();
        post("trouble", "ann@example.com");
        await().atMost(PATIENCE).untilAsserted(() -> assertEquals(List.of("accepted", "delivered"), types(webhook.taken(), "trouble")));
        List<Posted> asked = webhook.asked().subList(before, webhook.asked().size());
        assertEquals(7, asked.size());
        assertEquals(1, ids(asked.subList(0, 6)).size(), "the same event until it is taken");
        assertTrue(asked.get(3).at() - asked.get(2).at() >= 1_000_000_000L, "429 with Retry-After: 1");
        assertTrue(asked.get(4).at() - asked.get(3).at() >= 1_000_000_000L, "503 with Retry-After: 1");
        assertTrue(asked.get(1).at() - asked.get(0).at() >= 50_000_000L, "first pause");
        assertTrue(asked.stream().allMatch(posted -> posted.isSigned(SECRET)));
        assertInOrder();
    }

    @Test
    @Order(5)
    void anEventThatTheEndpointRefusesIsKeptAndTheNextOneFollows() throws Exception {
        webhook.answers(posted -> posted.body().contains("mail.accepted") ? Answer.of(422) : Answer.OK);
        post("refused", "ann@example.com");
        await().atMost(PATIENCE).untilAsserted(() -> assertEquals(List.of("delivered"), types(webhook.taken(), "refused")));
        String kept = Files.readString(home.files("data/events-refused", ".json").findFirst().orElseThrow());
        assertEquals("org.notificationgateway.mail.accepted", JSON.readTree(kept).path("type").asText());
        assertTrue(log.lines().stream().anyMatch(line -> line.startsWith("ERROR gateway.events") && line.contains("refuses event ")));
        webhook.answers(posted -> Answer.OK);
    }

    @Test
    @Order(6)
    void noSecretIsLogged() {
        List<String> lines = log.lines();
        assertTrue(lines.stream().anyMatch(line -> line.contains("the endpoint at 127.0.0.1 answers 503")), "failures are");
        for (String secret : List.of(SECRET.substring(6), "url-secret", "channel-secret")) {
            assertEquals(List.of(), lines.stream().filter(line -> line.contains(secret)).toList());
        }
        assertTrue(lines.stream().filter(line -> line.contains("Failed delivery")).noneMatch(line -> line.contains("@example.com")));
    }

    @Test
    @Order(8)
    void aSubscriptionIsRemovedWithItsRoute() throws Exception {
        gateway.close();
        Files.delete(home.path("routes/events-webhook.camel.yaml"));
        gateway = TestGateway.start(home.set("gateway.events.unsubscribe", "events-webhook, events-files"));
        await().atMost(PATIENCE).until(() -> queue("events-webhook") == null);
        int before = files().size();
        post("still-told", "ann@example.com");
        await().atMost(PATIENCE).until(() -> files().size() == before + 2);
        assertTrue(log.lines().stream().anyMatch(line -> line.contains("Subscription events-files is in use and stays")), "another's is left");
    }

    private static Object queue(String name) {
        return gateway.bean("embeddedBroker", EmbeddedBroker.class).server().get().locateQueue(name);
    }

    /** As somebody does it who reads examples/routes/README.md. */
    @Test
    @Order(7)
    void aCopyAndTheLinesOfThePageAreAllThatCheckAsksFor(@TempDir Path other) throws Exception {
        String page = Files.readString(TestHome.PROJECT.resolve("examples/routes/README.md"));
        TestHome copy = new TestHome(other);
        Path properties = copy.path("config/application.properties");
        String shipped = Files.readString(properties).replace("gateway.events.enabled = false", "");
        for (String sample : SAMPLES) {
            Files.copy(TestHome.PROJECT.resolve("examples/routes/" + sample + ".camel.yaml"), copy.path("routes/" + sample + ".camel.yaml"));
        }
        List<String> lines = Pattern.compile("(?ms)^```properties\n(.*?)^```").matcher(page).results()
                .flatMap(block -> block.group(1).lines()).distinct()
                .map(line -> line.replaceAll("\\{\\{env:\\w+}}", SECRET)).toList();
        assertEquals(6, lines.size(), lines.toString());
        Files.writeString(properties, shipped + String.join("\n", lines) + "\n");
        assertEquals(List.of(), RouteCheck.faults(new GatewayHome(other)));
        for (String missing : List.of("events.webhook.secret", "events.chat.kind", "events.files.directory")) {
            Files.writeString(properties, shipped + lines.stream().filter(line -> !line.startsWith(missing)).collect(Collectors.joining("\n")) + "\n");
            List<String> faults = RouteCheck.faults(new GatewayHome(other));
            assertTrue(faults.size() == 1 && faults.get(0).startsWith("placeholder {{" + missing + "}} has no value"), faults.toString());
        }
    }

    /** Each event once at least, and of each mail in the order in which they happened. */
    private static void assertInOrder() {
        Map<String, List<Long>> bySubject = new LinkedHashMap<>();
        for (Posted posted : webhook.taken()) {
            List<Long> seen = bySubject.computeIfAbsent(posted.id().replaceFirst("-\\d+$", ""), subject -> new ArrayList<>());
            long seq = Long.parseLong(posted.id().replaceFirst(".*-", ""));
            if (!seen.contains(seq)) {
                seen.add(seq);
            }
        }
        assertFalse(bySubject.isEmpty());
        bySubject.values().forEach(seen -> assertEquals(seen.stream().sorted().toList(), seen));
    }

    private static List<String> types(List<Posted> posted, String id) {
        return posted.stream().map(one -> json(one.body())).filter(event -> event.at("/data/id").asText().equals(id))
                .map(event -> event.path("type").asText().replace("org.notificationgateway.mail.", "")).toList();
    }

    private static Set<String> ids(List<Posted> posted) {
        return posted.stream().map(Posted::id).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> files() {
        return home.files("events", ".json").map(file -> file.getFileName().toString().replace(".json", ""))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void post(String id, String... to) {
        String more = to[0].contains("@") ? "" : to[0] + ", ";
        String all = Stream.of(to).filter(one -> one.contains("@")).collect(Collectors.joining("\", \""));
        var answer = gateway.post("{\"id\": \"" + id + "\", " + more + "\"to\": [\"" + all + "\"], \"subject\": \"s\", \"text\": \"t\"}");
        assertEquals(202, answer.statusCode(), answer.body());
    }
}
