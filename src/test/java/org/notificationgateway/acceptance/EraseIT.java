// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.acceptance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.notificationgateway.ingress.ApiKey;
import org.notificationgateway.ingress.ApiKeyFile;
import org.notificationgateway.ingress.Right;
import org.notificationgateway.outbox.embedded.EmbeddedBroker;
import org.notificationgateway.support.CapturedLog;
import org.notificationgateway.support.Commands;
import org.notificationgateway.support.Jms;
import org.notificationgateway.support.ScriptedSmtpServer;
import org.notificationgateway.support.TestGateway;
import org.notificationgateway.support.TestHome;

/** Whoever is erased is mailed no more, and the gateway has forgotten the address; others get their mail, and repeats are known. */
class EraseIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final CountDownLatch ARRIVED = new CountDownLatch(1);
    private static final CountDownLatch GO_ON = new CountDownLatch(1);

    @TempDir
    private static Path folder;

    private static TestHome home;
    private static ScriptedSmtpServer smtp;
    private static TestGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        smtp = new ScriptedSmtpServer();
        smtp.on(command -> {
            if (command.startsWith("RCPT TO:<slow")) {
                ARRIVED.countDown();
                await().atMost(PATIENCE).until(() -> GO_ON.getCount() == 0);
            }
            return command.startsWith("RCPT TO:<late") ? "451 4.7.1 <" + address(command) + "> come back later"
                    : command.startsWith("RCPT TO:<none") ? "550 5.1.1 <" + address(command) + "> no such user" : null;
        });
        String mail = "{ \"FromAddress\": \"no-reply@contoso.com\", \"Host\": \"127.0.0.1\", \"Port\": \"" + smtp.port() + "\" }";
        home = new TestHome(folder).server(mail).agent(mail).set("delivery.retry-delays", "10m");
        ApiKeyFile keys = new ApiKeyFile(home.path("config/api-keys"));
        keys.add(ApiKey.of("ops", "ops", Set.of("server"), Set.of(Right.SEND, Right.READ, Right.OPERATE)));
        keys.add(ApiKey.of("reader", "reader", Set.of("*"), Set.of(Right.READ)));
        keys.add(ApiKey.of("all", "all", Set.of("*"), Set.of(Right.SEND, Right.READ, Right.OPERATE)));
        gateway = TestGateway.start(home);
    }

    private static String address(String command) {
        return command.replaceFirst(".*<", "").replaceFirst(">.*", "");
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.close();
        smtp.close();
    }

    @Test
    void waitingMailIsNotSentToTheAddressAndOthersGetTheirs() throws Exception {
        String mail = post("w1", "server", "late-bob@example.com", "late-Gone@Example.COM");
        untilState(mail, "waiting", 1);
        JsonNode dry = erase("all", "late-gone@EXAMPLE.com", true);
        assertEquals(1, erased(dry, "waiting mails"), dry.toString());
        assertTrue(show(mail).contains("late-Gone@example.com"), "a dry run changes nothing");
        assertTrue(isInLedger("late-gone"), "the test sees what is there");
        JsonNode done = erase("all", "LATE-gone@example.com", false);
        assertTrue(done.path("complete").asBoolean(), done.toString());
        assertEquals(dry.path("places"), done.path("places"));
        untilState(mail, "waiting", 2); // taken up at once, for the other one
        int tried = commands("RCPT TO:<late-Gone");
        gateway.close(); // what was ordered holds after a restart
        gateway = TestGateway.start(home);
        order("all", "/mails/" + mail + "/retry");
        untilState(mail, "waiting", 3);
        assertEquals(tried, commands("RCPT TO:<late-Gone"), "nobody mails the address again");
        assertFalse(show(mail).toLowerCase(Locale.ROOT).contains("late-gone"), show(mail));
        List<String> left = queues().stream().filter(text -> text.toLowerCase(Locale.ROOT).contains("late-gone")).toList();
        assertEquals(List.of(), left, "the entry has lost it, in To as well");
        assertNotInLedger("late-gone");
        assertEquals(0, erase("all", "late-gone@example.com", false).path("places").findValues("erased").stream().mapToInt(JsonNode::asInt).sum());
    }

    @Test
    void repeatsAndConflictsAreStillKnown() throws Exception {
        String request = request("k1", "server", "", "known@example.com");
        String mail = JSON.readTree(gateway.post(request, "X-API-Key", "all").body()).path("mail").asText();
        untilState(mail, "delivered", 0);
        assertTrue(erase("all", "known@example.com", false).path("complete").asBoolean());
        HttpResponse<String> again = gateway.post(request, "X-API-Key", "all");
        assertEquals(200, again.statusCode(), again.body());
        assertTrue(again.body().contains("already accepted") && !again.body().contains("known@example.com"), again.body());
        assertEquals(409, gateway.post(request.replace("\"t\"", "\"other\""), "X-API-Key", "all").statusCode());
        assertEquals(409, gateway.post(request.replace("known@", "other@"), "X-API-Key", "all").statusCode());
        assertEquals("suppressed", JSON.readTree(show(mail)).path("state").asText());
        assertNotInLedger("known@example.com");
    }

    @Test
    void deadLettersLoseItAndThoseOfNobodyElseAreDropped() throws Exception {
        untilState(post("d1", "server", "none-dead@example.com"), "given-up", 1);
        String both = post("d2", "server", "none-dead@example.com", "none-other@example.com");
        untilState(both, "given-up", 1);
        await().atMost(PATIENCE).until(() -> queues("notification.dead").stream().filter(text -> text.contains("none-dead")).count() == 2);
        JsonNode dry = erase("all", "none-dead@example.com", true);
        assertEquals(2, erased(dry, "notification.dead"), dry.toString());
        JsonNode done = erase("all", "none-dead@example.com", false);
        assertEquals(dry.path("places"), done.path("places"));
        assertTrue(done.path("complete").asBoolean(), done.toString());
        List<String> letters = queues("notification.dead");
        assertTrue(letters.stream().noneMatch(text -> text.contains("none-dead")), letters.toString());
        JsonNode dead = JSON.readTree(get("all", "/dead?sender=server").body());
        String letter = dead.path("letters").findValuesAsText("id").get(0);
        int tried = commands("RCPT TO:<none-dead");
        assertTrue(dead.toString().contains("none-other@example.com"), dead.toString());
        for (JsonNode one : dead.path("letters")) {
            letter = one.toString().contains("none-other") ? one.path("id").asText() : letter;
        }
        assertEquals(200, order("all", "/dead/" + letter + "/resend").statusCode());
        await().atMost(PATIENCE).until(() -> commands("RCPT TO:<none-other") == 2);
        assertEquals(tried, commands("RCPT TO:<none-dead"), "a resend does not mail it either");
        assertNotInLedger("none-dead@example.com");
    }

    @Test
    void aMailInTheHandsOfAServerIsLeftAndTold() throws Exception {
        String mail = post("s1", "server", "slow@example.com");
        await().atMost(PATIENCE).until(() -> ARRIVED.getCount() == 0);
        JsonNode left = ask("all", "slow@example.com", false);
        GO_ON.countDown();
        assertFalse(left.path("complete").asBoolean(), left.toString());
        assertTrue(left.path("remarks").toString().contains("1 being delivered, and left as they were: run this again"), left.toString());
        untilState(mail, "delivered", 1);
        assertTrue(erase("all", "slow@example.com", false).path("complete").asBoolean());
        assertNotInLedger("slow@example.com");
    }

    @Test
    void aLargeMailOfNobodyElseIsDeleted() throws Exception {
        order("all", "/senders/agent/hold");
        HttpResponse<String> answer = gateway.post(request("l1", "agent", "\"text\": \"" + "x".repeat(100_000) + "\", ", "large@example.com")
                .replace(", \"text\": \"t\"", ""), "X-API-Key", "all");
        assertEquals(202, answer.statusCode(), answer.body());
        assertEquals(1, home.files("data/mails", ".mail").count());
        JsonNode done = erase("all", "large@example.com", false);
        assertEquals(1, erased(done, "waiting mails"), done.toString());
        order("all", "/senders/agent/release");
        await().atMost(PATIENCE).until(() -> home.files("data/mails", ".mail").count() == 0);
        assertEquals(0, commands("RCPT TO:<large"));
    }

    @Test
    void filesThatDoorsKeepAreDeleted() throws Exception {
        gateway.drop("kept.json", request("f1", "server", "", "filed@example.com"));
        gateway.drop("refused.json", "{\"to\": \"filed\\u0040example.com\", \"colour\": \"red\"}");
        gateway.drop("other.json", request("f2", "server", "", "xfiled@example.com"));
        await().atMost(PATIENCE).until(() -> home.files("data/inbox/.accepted", "").count() == 2
                && home.files("data/inbox/.rejected", "").count() == 2);
        JsonNode done = erase("all", "filed@example.com", false);
        assertEquals(1, erased(done, "inbox: kept copies"), done.toString());
        assertEquals(1, erased(done, "inbox: refused files"), done.toString());
        assertEquals(List.of("other.json"), home.files("data/inbox/.accepted", "").map(file -> file.getFileName().toString()).toList());
        assertEquals(0, home.files("data/inbox/.rejected", "").count());
    }

    @Test
    void queuesThatNobodyEmptiesLoseIt() throws Exception {
        Jms jms = new Jms(gateway.bean("embeddedBroker", EmbeddedBroker.class).access().connectionFactory());
        jms.sendText("notification.requests", "{\"to\": \"queued@example.com\", \"colour\": \"red\"}");
        jms.sendText("notification.requests", "{\"to\": \"else@example.com\", \"colour\": \"red\"}");
        order("all", "/senders/agent/hold");
        Instant end = Instant.now().plusSeconds(2);
        HttpResponse<String> answer = gateway.post(request("q1", "agent", "\"expiresAt\": \"" + end + "\", ",
                "queued@example.com", "queued-too@example.com"), "X-API-Key", "all");
        assertEquals(202, answer.statusCode(), answer.body());
        await().atMost(PATIENCE).until(() -> Instant.now().isAfter(end));
        order("all", "/senders/agent/release");
        await().atMost(PATIENCE).until(() -> jms.browse("notification.refused").size() == 2 && jms.browse("notification.expired").size() == 1);
        JsonNode done = erase("all", "queued@example.com", false);
        assertEquals(1, erased(done, "notification.refused"), done.toString());
        assertEquals(1, erased(done, "notification.expired"), done.toString());
        assertEquals(1, jms.browse("notification.refused").size());
        String left = queues("notification.expired").toString();
        assertTrue(left.contains("queued-too@example.com") && !left.contains("queued@example.com"), left);
        assertEquals(1, erased(erase("all", "queued-too@example.com", false), "notification.expired"));
        assertEquals(0, jms.browse("notification.expired").size());
    }

    @Test
    void aKeyErasesWithinItsSendersAlone() throws Exception {
        String own = post("p1", "server", "part@example.com");
        String other = post("p2", "agent", "part@example.com");
        untilState(own, "delivered", 1);
        untilState(other, "delivered", 1);
        JsonNode done = erase("ops", "part@example.com", false);
        assertEquals(1, erased(done, "ledger: mails"), done.toString());
        assertTrue(done.path("remarks").toString().contains("takes a key for every sender"), done.toString());
        assertTrue(show(other).contains("part@example.com") && !show(own).contains("part@example.com"));
        assertEquals(403, call("reader", "{\"address\": \"part@example.com\"}").statusCode());
        for (String body : List.of("", "[]", "{}", "{\"address\": \"nobody\"}", "{\"address\": \"a@b.example\", \"dry\": true}",
                "{\"address\": \"a@b.example\", \"dryRun\": \"no\"}")) {
            HttpResponse<String> refused = call("all", body);
            assertEquals(400, refused.statusCode(), body);
            assertTrue(refused.body().contains("expected") && !refused.body().contains("nobody"), refused.body());
        }
    }

    @Test
    void theCommandTellsPlaceByPlaceAndTheAuditDoesNotNameIt() throws Exception {
        untilState(post("c1", "server", "audited@example.com"), "delivered", 1);
        erase("all", "audited@example.com", true);
        Commands.Run dry = run("erase", "audited@example.com", "--dry-run");
        assertEquals(0, dry.exit(), dry.all());
        assertTrue(dry.out().contains("Nothing was changed."), dry.out());
        assertTrue(dry.out().lines().filter(line -> !line.contains(".")).allMatch(line -> line.length() <= 100), dry.out());
        try (CapturedLog log = new CapturedLog(Map.of())) {
            Commands.Run done = run("erase", "audited@example.com");
            assertEquals(0, done.exit(), done.all());
            assertTrue(done.out().contains("Complete.") && done.out().contains("Yours to see to: logs, backups"), done.out());
            String line = log.lines().stream().filter(one -> one.startsWith("INFO gateway.audit")).findFirst().orElseThrow();
            assertTrue(line.matches(".* address [0-9a-f]{16} erased by all: ledger: mails 1, ledger: recipients 1, ledger: events 1"), line);
            assertTrue(log.lines().stream().noneMatch(one -> one.contains("audited@")), log.lines().toString());
        }
        assertEquals(1, run("erase", "nobody").exit());
        assertEquals(2, run("erase").exit());
        assertTrue(JSON.readTree(run("erase", "audited@example.com", "--json").out()).path("complete").asBoolean());
    }

    @Test
    void answersAreAsDescribed() throws Exception {
        JsonNode api = JSON.readTree(get("all", "/openapi.json").body());
        for (HttpResponse<String> answer : List.of(call("all", "{\"address\": \"a@b.example\", \"dryRun\": true}"), call("all", "{}"),
                call("reader", "{\"address\": \"a@b.example\"}"), call("wrong", "{}"))) {
            JsonNode content = api.at("/paths/~1erase/post/responses/" + answer.statusCode() + "/content");
            ObjectNode schema = content.path(answer.headers().firstValue("Content-Type").orElse("")).path("schema").deepCopy();
            schema.set("components", api.path("components"));
            assertEquals(Set.of(), JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(schema)
                    .validate(JSON.readTree(answer.body())), answer.body());
        }
    }

    /** Once nobody has its mails in his hands any more. */
    private static JsonNode erase(String key, String address, boolean dryRun) throws IOException {
        await().atMost(PATIENCE).until(() -> ask(key, address, true).path("complete").asBoolean());
        return ask(key, address, dryRun);
    }

    private static JsonNode ask(String key, String address, boolean dryRun) throws IOException {
        HttpResponse<String> answer = call(key, "{\"address\": \"" + address + "\", \"dryRun\": " + dryRun + "}");
        assertEquals(200, answer.statusCode(), answer.body());
        assertFalse(answer.body().contains(address), answer.body());
        return JSON.readTree(answer.body());
    }

    private static int erased(JsonNode answer, String place) {
        for (JsonNode one : answer.path("places")) {
            if (one.path("place").asText().equals(place)) {
                return one.path("erased").asInt();
            }
        }
        return -1;
    }

    /** Looks at the bytes of the ledger's files, as a thief would. */
    private static boolean isInLedger(String text) throws IOException {
        boolean found = false;
        for (Path file : home.files("data", "").filter(one -> one.getFileName().toString().startsWith("ledger.db")).toList()) {
            found |= new String(Files.readAllBytes(file), ISO_8859_1).toLowerCase(Locale.ROOT).contains(text);
        }
        return found;
    }

    private static void assertNotInLedger(String text) throws IOException {
        assertFalse(isInLedger(text), text);
    }

    private static List<String> queues() {
        return Stream.of("notification.outbox.server", "notification.outbox.server.wait.1").flatMap(queue -> queues(queue).stream()).toList();
    }

    private static List<String> queues(String queue) {
        return new Jms(gateway.bean("embeddedBroker", EmbeddedBroker.class).access().connectionFactory())
                .entries(queue).stream().map(entry -> entry + new String(entry.mail(), ISO_8859_1)).toList();
    }

    private static int commands(String prefix) {
        return (int) smtp.commands().stream().filter(line -> line.startsWith(prefix)).count();
    }

    private static Commands.Run run(String... words) {
        return Commands.execute(Stream.concat(Stream.of(words), Stream.of("--url", uri("/").toString(), "--key", "all")).toArray(String[]::new));
    }

    private static void untilState(String mail, String state, int attempts) {
        await().atMost(PATIENCE).until(() -> {
            JsonNode now = JSON.readTree(show(mail));
            return now.path("state").asText().equals(state) && now.at("/recipients/0/attempts").asInt() >= attempts;
        });
    }

    private static String show(String mail) {
        return get("all", "/mails/" + mail).body();
    }

    private static String post(String id, String sender, String... to) throws IOException {
        HttpResponse<String> answer = gateway.post(request(id, sender, "", to), "X-API-Key", "all");
        assertEquals(202, answer.statusCode(), answer.body());
        return JSON.readTree(answer.body()).path("mail").asText();
    }

    private static String request(String id, String sender, String more, String... to) {
        return "{\"id\": \"" + id + "\", \"sender\": \"" + sender + "\", " + more + "\"to\": [\"" + String.join("\", \"", to)
                + "\"], \"subject\": \"s\", \"sensitive\": false, \"text\": \"t\"}";
    }

    private static HttpResponse<String> call(String key, String body) {
        return TestGateway.send(HttpRequest.newBuilder(uri("/erase")).header("X-API-Key", key).header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)).build());
    }

    private static HttpResponse<String> order(String key, String path) {
        return TestGateway.send(HttpRequest.newBuilder(uri(path)).header("X-API-Key", key).header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.noBody()).build());
    }

    private static HttpResponse<String> get(String key, String path) {
        return TestGateway.send(HttpRequest.newBuilder(uri(path)).header("X-API-Key", key).build());
    }

    private static URI uri(String path) {
        return URI.create("http://127.0.0.1:" + home.managementPort() + path);
    }
}
