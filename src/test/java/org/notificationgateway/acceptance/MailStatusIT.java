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
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.notificationgateway.ingress.ApiKey;
import org.notificationgateway.ingress.ApiKeyFile;
import org.notificationgateway.ingress.Right;
import org.notificationgateway.support.Commands;
import org.notificationgateway.support.ScriptedSmtpServer;
import org.notificationgateway.support.TestGateway;
import org.notificationgateway.support.TestHome;

/** Whoever handed a mail in learns what became of it, and an operator finds it, by what a key may see. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MailStatusIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final ObjectMapper JSON = new ObjectMapper();

    private TestHome home;
    private ScriptedSmtpServer smtp;
    private TestGateway gateway;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        smtp = new ScriptedSmtpServer();
        smtp.on("RCPT TO:<dead", "550 5.1.1 no such user here").on("RCPT TO:<late", "451 4.7.1 come back later")
                .on(".", "250 2.0.0 Ok: queued as 4F1B2");
        String mail = "{ \"FromAddress\": \"no-reply@contoso.com\", \"Host\": \"127.0.0.1\", \"Port\": \"" + smtp.port() + "\" }";
        home = new TestHome(folder).server(mail)
                .agent("{ \"FromAddress\": \"no-reply@contoso.com\", \"UseSpecifiedPickupDirectory\": true, \"PickupDirectory\": \"data/pickup\" }")
                .set("delivery.retry-delays", "10m");
        ApiKeyFile keys = new ApiKeyFile(home.path("config/api-keys"));
        keys.add(ApiKey.of("desk", "desk", Set.of("server"), Set.of(Right.SEND, Right.READ)));
        keys.add(ApiKey.of("sends", "sends", Set.of("server"), Set.of(Right.SEND)));
        keys.add(ApiKey.of("all", "all", Set.of("*"), Set.of(Right.SEND, Right.READ)));
        gateway = TestGateway.start(home);
    }

    @AfterAll
    void stop() throws Exception {
        gateway.close();
        smtp.close();
    }

    @Test
    void theReceiptSaysWhereTheStateIsAndTheStateWhatTheServerSaid() throws Exception {
        HttpResponse<String> accepted = post("desk", request("a:1", "server", "ann@example.com", "dead@example.com", "late@example.com"));
        assertEquals("/notifications/server/a%3A1", accepted.headers().firstValue("Location").orElse(""));
        String path = accepted.headers().firstValue("Location").orElseThrow();
        await().atMost(PATIENCE).until(() -> json(door("desk", path)).at("/recipients/0/state").asText().equals("delivered"));
        HttpResponse<String> answer = door("desk", path);
        JsonNode state = json(answer);
        assertEquals("application/json", answer.headers().firstValue("Content-Type").orElse(""));
        assertEquals("waiting", state.path("state").asText());
        assertEquals(json(accepted).path("mail").asText(), state.path("mail").asText());
        assertEquals(json(accepted).path("messageId").asText(), state.path("messageId").asText());
        assertEquals("http [\"autumn\"]", state.path("door").asText() + " " + state.path("tags"));
        assertEquals("delivered 1 250 2.0.0 Ok: queued as 4F1B2", words(state.at("/recipients/0")));
        assertEquals("given-up 1 550 5.1.1 no such user here", words(state.at("/recipients/1")));
        assertEquals("waiting 1 451 4.7.1 come back later", words(state.at("/recipients/2")));
        assertTrue(state.at("/recipients/2/nextAttemptAt").asText().startsWith("20"), state.toString());
        assertDescribed(state, "/paths/~1notifications~1{sender}~1{id}/get/responses/200");
        assertEquals(path, post("desk", request("a:1", "server", "ann@example.com", "dead@example.com", "late@example.com"))
                .headers().firstValue("Location").orElse(""), "of a repeat");
        assertTrue(post("desk", "[" + request("a:1", "server", "x@example.com") + "," + request("a:2", "server", "x@example.com") + "]")
                .headers().firstValue("Location").isEmpty(), "of an array");
    }

    @Test
    void aPickupDirectorySaysNoMoreThanThatItHasTheMail() throws Exception {
        post("all", request("reset", "agent", "ann@example.com"));
        await().atMost(PATIENCE).until(() -> json(door("all", "/notifications/agent/reset")).path("state").asText().equals("handed-over"));
    }

    @Test
    void whatAKeyMayNotSeeIsNotThere() throws Exception {
        post("all", request("theirs", "agent", "ann@example.com"));
        HttpResponse<String> foreign = door("desk", "/notifications/agent/theirs");
        HttpResponse<String> none = door("desk", "/notifications/server/none");
        assertEquals(404, foreign.statusCode());
        assertEquals(none.body(), foreign.body());
        assertEquals("application/problem+json", none.headers().firstValue("Content-Type").orElse(""));
        assertEquals(403, door("sends", "/notifications/server/none").statusCode());
        assertEquals(401, door("wrong", "/notifications/server/none").statusCode());
        String theirs = mails("all", "?sender=agent").at("/mails/0/mail").asText();
        assertEquals(404, manage("desk", "/mails/" + theirs).statusCode());
        assertEquals(404, manage("desk", "/mails/nonsense").statusCode());
        assertEquals("{\"mails\":[]}", manage("desk", "/mails?sender=agent").body());
        assertFalse(manage("desk", "/mails").body().contains("\"agent\""));
        assertEquals(405, TestGateway.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + home.httpPort() + "/notifications/server/none"))
                .header("X-API-Key", "all").DELETE().build()).statusCode());
    }

    @Test
    void mailsAreFoundPageByPageAndByWhatIsKnownOfThem() throws Exception {
        for (int i = 0; i < 5; i++) {
            post("desk", request("page." + i, "server", "pages@example.com"));
        }
        List<String> ids = new ArrayList<>();
        String cursor = "";
        for (int pages = 0; pages < 3; pages++) {
            JsonNode page = mails("desk", "?recipient=PAGES@example.com&limit=2" + cursor);
            page.path("mails").forEach(mail -> ids.add(mail.path("id").asText()));
            cursor = "&cursor=" + page.path("next").asText();
        }
        assertEquals(List.of("page.4", "page.3", "page.2", "page.1", "page.0"), ids);
        assertEquals("&cursor=", cursor, "there is no fourth");
        post("desk", request("filter", "server", "dead@example.com"));
        await().atMost(PATIENCE).until(() -> mails("desk", "?state=given-up&reply=NO%20SUCH&tag=autumn&since=1h")
                .findValuesAsText("id").contains("filter"));
        assertEquals(0, mails("desk", "?state=given-up&reply=such%25here").path("mails").size());
        assertEquals(0, mails("desk", "?since=2036-01-31T12:00:00Z").path("mails").size());
    }

    @ParameterizedTest(name = "{0} is refused: {1}")
    @CsvSource(delimiter = '|', value = {
        "colour=red | the parameter colour is unknown: expected state, sender, recipient, tag, since, reply, limit, cursor",
        "state=gone | state is none: expected one of waiting, delivered, handed-over, given-up, expired, suppressed, cancelled, dropped, unknown",
        "since=soon | since is malformed",
        "since=2036-01-31T99:00:00Z | since is malformed",
        "limit=0 | limit is malformed: expected a number from 1 to 1000",
        "cursor=%27%20OR | cursor is malformed",
        "limit=1&limit=2 | limit stands twice"})
    void aQuestionThatIsMalformedIsRefused(String query, String words) throws Exception {
        HttpResponse<String> refused = manage("desk", "/mails?" + query);
        assertEquals(400, refused.statusCode());
        assertEquals("application/problem+json", refused.headers().firstValue("Content-Type").orElse(""));
        assertTrue(json(refused).path("detail").asText().startsWith(words), refused.body());
    }

    @Test
    void commandsShowMailsInLinesThatFitATerminal() throws Exception {
        post("desk", request("a-long-id-that-a-program-has-made-of-many-words-0001", "server", "dead@example.com"));
        await().atMost(PATIENCE).until(() -> mails("desk", "?state=given-up").findValuesAsText("id").toString().contains("a-long-id"));
        String url = "http://127.0.0.1:" + home.managementPort();
        Commands.Run list = Commands.execute("mail", "list", "--state", "given-up", "--url", url, "--key", "desk");
        assertEquals(0, list.exit(), list.all());
        assertTrue(list.out().startsWith("MAIL "), list.out());
        assertTrue(list.out().lines().anyMatch(line -> line.matches(
                "[0-9a-f]{32}  \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d[+-]\\d\\d:\\d\\d  given-up +server/a-long-id-that-a-p…")), list.out());
        JsonNode all = JSON.readTree(Commands.execute("mail", "list", "--state", "given-up", "--json", "--url", url, "--key", "desk").out());
        String mail = all.at("/mails/0/mail").asText();
        Commands.Run show = Commands.execute("mail", "show", mail, "--url", url, "--key", "desk");
        assertEquals(0, show.exit(), show.all());
        for (String words : List.of("key         desk", "door        http", "  dead@example.com  given-up, 1 attempt", "      550 5.1.1 no such user",
                "  accepted", "  given-up  dead@example.com, 1 attempt")) {
            assertTrue(show.out().contains(words), words + " in " + show.out());
        }
        (list.out() + show.out()).lines().forEach(line -> assertTrue(line.length() <= 100, line));
        Commands.Run unknown = Commands.execute("mail", "show", "nonsense", "--url", url, "--key", "desk");
        assertEquals(1, unknown.exit());
        assertTrue(unknown.err().startsWith("gateway: 404 Not Found: no mail of this name"), unknown.err());
    }

    private void assertDescribed(JsonNode answer, String pointer) throws Exception {
        JsonNode api = json(door("all", "/openapi.json"));
        ObjectNode schema = api.at(pointer + "/content/application~1json/schema").deepCopy();
        schema.set("components", api.path("components"));
        assertEquals(Set.of(), JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(schema).validate(answer));
    }

    private static String words(JsonNode recipient) {
        return recipient.path("state").asText() + " " + recipient.path("attempts").asInt() + " " + recipient.path("reply").asText();
    }

    private JsonNode mails(String key, String query) throws Exception {
        HttpResponse<String> answer = manage(key, "/mails" + query);
        assertEquals(200, answer.statusCode(), answer.body());
        return json(answer);
    }

    private HttpResponse<String> post(String key, String json) {
        HttpResponse<String> answer = gateway.post(json, "X-API-Key", key);
        assertEquals(2, answer.statusCode() / 100, answer.body());
        return answer;
    }

    private HttpResponse<String> door(String key, String path) {
        return get(home.httpPort(), key, path);
    }

    private HttpResponse<String> manage(String key, String path) {
        return get(home.managementPort(), key, path);
    }

    private static HttpResponse<String> get(int port, String key, String path) {
        return TestGateway.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).header("X-API-Key", key).build());
    }

    private static JsonNode json(HttpResponse<String> answer) throws Exception {
        return JSON.readTree(answer.body());
    }

    private static String request(String id, String sender, String... to) {
        return "{\"id\": \"" + id + "\", \"sender\": \"" + sender + "\", \"to\": [\"" + String.join("\", \"", to)
                + "\"], \"subject\": \"s\", \"text\": \"t\", \"tags\": [\"autumn\"]}";
    }
}
