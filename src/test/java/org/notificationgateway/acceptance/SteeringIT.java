// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.acceptance;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.notificationgateway.ingress.ApiKey;
import org.notificationgateway.ingress.ApiKeyFile;
import org.notificationgateway.ingress.Right;
import org.notificationgateway.support.CapturedLog;
import org.notificationgateway.support.Commands;
import org.notificationgateway.support.ScriptedSmtpServer;
import org.notificationgateway.support.TestGateway;
import org.notificationgateway.support.TestHome;

/** An operator stops what waits, hastens it, and holds a sender; and the log tells who did. */
class SteeringIT {
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
        smtp.on("RCPT TO:<late", "451 4.7.1 come back later");
        String mail = "{ \"FromAddress\": \"no-reply@contoso.com\", \"Host\": \"127.0.0.1\", \"Port\": \"" + smtp.port() + "\" }";
        home = new TestHome(folder).server(mail).agent(mail).set("delivery.retry-delays", "10m");
        ApiKeyFile keys = new ApiKeyFile(home.path("config/api-keys"));
        keys.add(ApiKey.of("ops", "ops", Set.of("server"), Set.of(Right.SEND, Right.READ, Right.OPERATE)));
        keys.add(ApiKey.of("reader", "reader", Set.of("server"), Set.of(Right.READ)));
        keys.add(ApiKey.of("all", "all", Set.of("*"), Set.of(Right.SEND, Right.READ, Right.OPERATE)));
        gateway = TestGateway.start(home);
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
        smtp.close();
    }

    @Test
    void aWaitingMailIsCancelledForGood() throws Exception {
        String mail = post("all", "server", "late@example.com", "ann@example.com");
        untilState(mail, "waiting", 1);
        try (CapturedLog log = new CapturedLog(Map.of())) {
            HttpResponse<String> cancelled = order("ops", "/mails/" + mail + "/cancel");
            assertEquals(202, cancelled.statusCode(), cancelled.body());
            assertEquals("{\"mail\":\"" + mail + "\",\"status\":\"cancelling\"}", cancelled.body());
            String line = "mail " + mail + " (server/" + mail(mail).path("id").asText() + ") cancelled by ops";
            assertTrue(log.lines().stream().anyMatch(one -> one.startsWith("INFO gateway.audit") && one.endsWith(line)), log.lines().toString());
        }
        untilState(mail, "cancelled", 1);
        assertEquals("delivered", mail(mail).at("/recipients/1/state").asText(), "who has it keeps it");
        assertEquals("by ops", mail(mail).at("/recipients/0/reply").asText());
        HttpResponse<String> again = order("ops", "/mails/" + mail + "/cancel");
        assertEquals(409, again.statusCode());
        assertTrue(again.body().contains("the mail is cancelled: expected one that waits"), again.body());
        assertEquals(1, smtp.commands().stream().filter(line -> line.startsWith("RCPT TO:<late")).count());
    }

    @Test
    void aMailInTheHandsOfAServerIsNotCancelled() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        smtp.on(command -> {
            if (command.startsWith("RCPT TO:<slow")) {
                arrived.countDown();
                await().atMost(PATIENCE).until(() -> goOn.getCount() == 0);
            }
            return null;
        });
        String mail = post("all", "server", "slow@example.com");
        await().atMost(PATIENCE).until(() -> arrived.getCount() == 0);
        HttpResponse<String> refused = order("ops", "/mails/" + mail + "/cancel");
        goOn.countDown();
        assertEquals(409, refused.statusCode(), refused.body());
        assertTrue(refused.body().contains("being delivered"), refused.body());
        untilState(mail, "delivered", 0);
    }

    @Test
    void aWaitingMailIsTriedNow() throws Exception {
        String mail = post("all", "server", "late@example.com");
        untilState(mail, "waiting", 1);
        smtp.on("RCPT TO:<late", "250 ok");
        HttpResponse<String> retried = order("ops", "/mails/" + mail + "/retry");
        assertEquals(202, retried.statusCode(), retried.body());
        untilState(mail, "delivered", 0);
        assertEquals(List.of("accepted", "deferred", "delivered"), events(mail));
    }

    @Test
    void aSenderIsHeldAlsoAfterARestartAndReleased() throws Exception {
        assertEquals("held", JSON.readTree(order("ops", "/senders/server/hold").body()).path("state").asText());
        String held = post("all", "server", "ann@example.com");
        String other = post("all", "agent", "ann@example.com");
        untilState(other, "delivered", 0);
        gateway.close();
        gateway = TestGateway.start(home);
        String next = post("all", "agent", "bob@example.com");
        untilState(next, "delivered", 0);
        assertEquals("waiting", mail(held).path("state").asText());
        JsonNode senders = JSON.readTree(get("all", "/senders").body()).path("senders");
        JsonNode server = StreamSupport.stream(senders.spliterator(), false).filter(one -> one.path("name").asText().equals("server")).findAny().orElseThrow();
        assertEquals("held by ops 1", server.path("state").asText() + " " + server.path("reason").asText() + " " + server.path("waiting"));
        assertEquals("delivering", JSON.readTree(order("ops", "/senders/server/release").body()).path("state").asText());
        untilState(held, "delivered", 0);
        assertEquals(List.of("accepted", "delivered"), events(held));
    }

    @Test
    void aMailOfAHeldSenderIsCancelledOnceItIsReleased() throws Exception {
        order("ops", "/senders/server/hold");
        String mail = post("all", "server", "ann@example.com");
        assertEquals(202, order("ops", "/mails/" + mail + "/cancel").statusCode());
        assertEquals("true", mail(mail).path("cancelling").asText());
        gateway.close();
        gateway = TestGateway.start(home);
        order("ops", "/senders/server/release");
        untilState(mail, "cancelled", 0);
        assertEquals(0, smtp.mails().size());
    }

    @Test
    void allOfASenderIsTriedNow() throws Exception {
        String first = post("all", "server", "late@example.com");
        String second = post("all", "server", "late2@example.com");
        untilState(first, "waiting", 1);
        untilState(second, "waiting", 1);
        smtp.on("RCPT TO:<late", "250 ok");
        assertEquals(200, order("ops", "/senders/server/retry").statusCode());
        untilState(first, "delivered", 0);
        untilState(second, "delivered", 0);
    }

    @Test
    void theNewestMailOfAKeyTakesThePlaceOfThoseThatWait() throws Exception {
        String old = post("all", "server", "\"supersedes\": \"badge-42\", ", List.of("late@example.com"));
        untilState(old, "waiting", 1);
        String other = post("all", "agent", "\"supersedes\": \"badge-42\", ", List.of("late@example.com"));
        untilState(other, "waiting", 1);
        String latest = post("all", "server", "\"supersedes\": \"badge-42\", ", List.of("late@example.com"));
        untilState(old, "cancelled", 1);
        assertEquals("superseded by " + mail(latest).path("id").asText(), mail(old).at("/recipients/0/reply").asText());
        untilState(latest, "waiting", 1);
        assertEquals("waiting", mail(other).path("state").asText(), "another sender's");
    }

    @Test
    void aMailForLaterGoesOutThenAndNoSooner() throws Exception {
        Instant start = Instant.now().plusSeconds(3);
        String mail = post("all", "server", "\"notBefore\": \"" + start + "\", ", List.of("ann@example.com"));
        String never = post("all", "server", "\"notBefore\": \"2036-01-31T12:00:00Z\", ", List.of("bob@example.com"));
        assertEquals(start.truncatedTo(ChronoUnit.MILLIS).toString(), mail(mail).at("/recipients/0/nextAttemptAt").asText());
        untilState(mail, "delivered", 0);
        Instant at = Instant.parse(mail(mail).at("/recipients/0/at").asText());
        assertTrue(!at.isBefore(start.truncatedTo(ChronoUnit.MILLIS)), start + " " + at);
        assertEquals(202, order("ops", "/mails/" + never + "/cancel").statusCode());
        untilState(never, "cancelled", 0);
        assertEquals(1, smtp.mails().size());
    }

    @Test
    void whoMayNotSteerSteersNothing() throws Exception {
        String mail = post("all", "agent", "late@example.com");
        for (String path : List.of("/mails/" + mail + "/cancel", "/mails/" + mail + "/retry", "/senders/agent/hold", "/senders/nobody/hold")) {
            assertEquals(404, order("ops", path).statusCode(), path);
            assertEquals(403, order("reader", path).statusCode(), path);
        }
        HttpRequest form = HttpRequest.newBuilder(uri("/senders/server/hold")).header("X-API-Key", "ops")
                .header("Content-Type", "text/plain").POST(HttpRequest.BodyPublishers.noBody()).build();
        assertEquals(415, TestGateway.send(form).statusCode());
        assertEquals("[\"server\"]", JSON.readTree(get("ops", "/senders").body()).findValues("name").toString());
    }

    @Test
    void commandsDoTheSame() throws Exception {
        String mail = post("all", "server", "late@example.com");
        untilState(mail, "waiting", 1);
        assertEquals("server held\n", run("sender", "hold", "server").out());
        Commands.Run list = run("sender", "list");
        assertTrue(list.out().lines().anyMatch(line -> line.matches("server +held +1  \\d{4}-.*  by ops")), list.out());
        list.out().lines().forEach(line -> assertTrue(line.length() <= 100, line));
        assertEquals(mail + " retrying\n", run("mail", "retry", mail).out());
        assertEquals(mail + " cancelling\n", run("mail", "cancel", mail).out());
        assertEquals("server delivering\n", run("sender", "release", "server").out());
        untilState(mail, "cancelled", 1);
        Commands.Run none = run("mail", "cancel", mail, "nonsense");
        assertEquals(1, none.exit());
        assertTrue(none.err().contains("409") && none.err().contains("404"), none.err());
    }

    @Test
    void everyAnswerIsAsTheDocumentSays() throws Exception {
        JsonNode api = JSON.readTree(get("", "/openapi.json").body());
        assertEquals(JSON.readTree(Files.readString(TestHome.PROJECT.resolve("docs/openapi-management.json"))), api);
        String mail = post("all", "server", "late@example.com");
        untilState(mail, "waiting", 1);
        assertDescribed(api, "/senders", "get", get("all", "/senders"));
        assertDescribed(api, "/senders/{name}/hold", "post", order("ops", "/senders/server/hold"));
        assertDescribed(api, "/senders/{name}/hold", "post", order("ops", "/senders/agent/hold"));
        assertDescribed(api, "/mails", "get", get("all", "/mails?limit=1"));
        assertDescribed(api, "/mails", "get", get("all", "/mails?colour=red"));
        assertDescribed(api, "/mails/{mail}", "get", get("all", "/mails/" + mail));
        assertDescribed(api, "/mails/{mail}", "get", get("all", "/mails/none"));
        assertDescribed(api, "/mails/{mail}/retry", "post", order("ops", "/mails/" + mail + "/retry"));
        assertDescribed(api, "/mails/{mail}/cancel", "post", order("ops", "/mails/" + mail + "/cancel"));
        assertDescribed(api, "/mails/{mail}", "get", get("all", "/mails/" + mail));
        assertDescribed(api, "/mails/{mail}/cancel", "post", order("reader", "/mails/" + mail + "/cancel"));
        assertDescribed(api, "/mails", "get", get("wrong", "/mails"));
    }

    private static void assertDescribed(JsonNode api, String path, String method, HttpResponse<String> answer) throws Exception {
        JsonNode content = api.path("paths").path(path).path(method).path("responses").path(String.valueOf(answer.statusCode())).path("content");
        String type = answer.headers().firstValue("Content-Type").orElse("");
        assertTrue(content.has(type), method + " " + path + " " + answer.statusCode() + " " + type);
        ObjectNode schema = content.path(type).path("schema").deepCopy();
        schema.set("components", api.path("components"));
        assertEquals(Set.of(), JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(schema)
                .validate(JSON.readTree(answer.body())), answer.body());
    }

    private Commands.Run run(String... words) {
        return Commands.execute(java.util.stream.Stream.concat(java.util.Arrays.stream(words),
                java.util.stream.Stream.of("--url", uri("/").toString(), "--key", "ops")).toArray(String[]::new));
    }

    private void untilState(String mail, String state, int attempts) {
        await().atMost(PATIENCE).until(() -> {
            JsonNode now = mail(mail);
            return now.path("state").asText().equals(state) && now.at("/recipients/0/attempts").asInt() >= attempts;
        });
    }

    private List<String> events(String mail) throws Exception {
        return mail(mail).path("events").findValuesAsText("type");
    }

    private JsonNode mail(String mail) throws Exception {
        return JSON.readTree(get("all", "/mails/" + mail).body());
    }

    /** Returns the mail's own name. */
    private String post(String key, String sender, String... to) throws Exception {
        return post(key, sender, "", List.of(to));
    }

    private String post(String key, String sender, String more, List<String> to) throws Exception {
        HttpResponse<String> answer = gateway.post("{\"sender\": \"" + sender + "\", " + more + "\"to\": [\"" + String.join("\", \"", to)
                + "\"], \"subject\": \"s\", \"text\": \"t\"}", "X-API-Key", key);
        assertEquals(202, answer.statusCode(), answer.body());
        return JSON.readTree(answer.body()).path("mail").asText();
    }

    private HttpResponse<String> order(String key, String path) {
        return TestGateway.send(HttpRequest.newBuilder(uri(path)).header("X-API-Key", key).header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.noBody()).build());
    }

    private HttpResponse<String> get(String key, String path) {
        return TestGateway.send(HttpRequest.newBuilder(uri(path)).header("X-API-Key", key).build());
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + home.managementPort() + path);
    }
}
