// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.acceptance;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.notificationgateway.ingress.ApiKey;
import org.notificationgateway.ingress.ApiKeyFile;
import org.notificationgateway.ingress.Right;
import org.notificationgateway.intake.Digest;
import org.notificationgateway.support.DeadCommands;
import org.notificationgateway.support.ScriptedSmtpServer;
import org.notificationgateway.support.TestGateway;
import org.notificationgateway.support.TestHome;

/** A key sends, sees and steers what it has rights for, and learns nothing of the rest. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KeyRightsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String FOREIGN = "needs the right send for sender agent: the key desk has it for server";

    private TestHome home;
    private ScriptedSmtpServer smtp;
    private TestGateway gateway;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        smtp = new ScriptedSmtpServer();
        smtp.on("RCPT TO:<dead", "550 5.1.1 no such user here");
        String mail = "{ \"FromAddress\": \"no-reply@contoso.com\", \"Host\": \"127.0.0.1\", \"Port\": \"" + smtp.port() + "\" }";
        home = new TestHome(folder).server(mail).agent(mail).write("config/api-keys", "old:" + Digest.hex("old") + "\n");
        ApiKeyFile keys = new ApiKeyFile(home.path("config/api-keys"));
        keys.add(ApiKey.of("desk", "desk", Set.of("server"), Set.of(Right.SEND)));
        keys.add(ApiKey.of("reader", "reader", Set.of("server"), Set.of(Right.READ)));
        keys.add(ApiKey.of("ops", "ops", Set.of("server"), Set.of(Right.READ, Right.OPERATE)));
        gateway = TestGateway.start(home);
    }

    @AfterAll
    void stop() throws Exception {
        gateway.close();
        smtp.close();
    }

    @Test
    void mailIsSentForTheSendersOfTheKeyAlone() throws Exception {
        assertEquals(202, post("desk", request("own", "server", "ann")).statusCode());
        HttpResponse<String> refused = post("desk", request("foreign", "agent", "ann"));
        assertEquals(403, refused.statusCode(), refused.body());
        assertEquals("application/problem+json", refused.headers().firstValue("Content-Type").orElse(""));
        assertEquals("FORBIDDEN /sender " + FOREIGN, fault(json(refused).at("/errors/0")));
        assertEquals("FORBIDDEN /sender needs the right send: the key reader has read",
                fault(json(post("reader", request("own", "server", "ann"))).at("/errors/0")));
        assertEquals(202, post("old", request("foreign", "agent", "ann")).statusCode());
    }

    @Test
    void ofAnArrayEachRequestIsForbiddenByItself() throws Exception {
        HttpResponse<String> some = post("desk",
                "[" + request("some.0", "server", "ann") + "," + request("some.1", "agent", "ann") + "]");
        assertEquals(207, some.statusCode(), some.body());
        assertEquals("accepted", json(some).at("/0/status").asText());
        assertEquals("FORBIDDEN /1/sender " + FOREIGN, fault(json(some).at("/1/errors/0")));
        HttpResponse<String> all = post("desk",
                "[" + request("all.0", "agent", "ann") + "," + request("all.1", "agent", "ann") + "]");
        assertEquals(403, all.statusCode(), all.body());
        assertEquals(2, json(all).get("errors").size());
        assertEquals(422, post("desk", "[" + request("all.0", "agent", "ann") + ",{}]").statusCode());
        assertEquals(202, post("old", request("some.1", "agent", "ann")).statusCode(), "nothing of it was stored");
    }

    @Test
    void nothingTellsAnIdOfAnotherSenderFromAnUnusedOne() {
        assertEquals(202, post("old", request("used", "agent", "ann")).statusCode());
        HttpResponse<String> unused = post("desk", request("unused", "agent", "ann"));
        for (String to : List.of("ann", "bob")) {
            HttpResponse<String> used = post("desk", request("used", "agent", to));
            assertEquals(unused.statusCode() + unused.body(), used.statusCode() + used.body());
        }
        String unknown = post("desk", request("unused", "nobody", "ann")).body();
        assertEquals(unused.body().replace("sender agent", "sender nobody"), unknown, "nor a sender from none");
    }

    @Test
    void otherDoorsHaveAllRights() throws Exception {
        String request = request("by-file", "agent", "ann").replace("}", ", \"sensitive\": false}"); // so that it is kept
        gateway.drop("agent.json", request);
        await().atMost(PATIENCE).until(() -> Stream.of("accepted", "rejected")
                .anyMatch(end -> home.files("data/inbox/." + end, "agent.json").findAny().isPresent()));
        assertEquals(200, post("old", request).statusCode(), "accepted before");
    }

    @Test
    void deadLettersOfOtherSendersDoNotExist() throws Exception {
        post("old", request("mine", "server", "dead"));
        post("old", request("theirs", "agent", "dead"));
        DeadCommands old = dead("old");
        await().atMost(PATIENCE).until(() -> old.ids().size() == 2);
        String mine = old.ids("--sender", "server").get(0);
        String theirs = old.ids("--sender", "agent").get(0);

        for (String[] look : List.of(new String[] {"list"}, new String[] {"show", mine})) {
            assertEquals(0, dead("reader").run(look).exit());
            assertRefused(dead("desk").run(look), "needs the right read: the key desk has send");
        }
        for (String[] order : List.of(new String[] {"resend", mine}, new String[] {"resend", "--all"}, new String[] {"drop", mine})) {
            assertRefused(dead("reader").run(order), "needs the right operate: the key reader has read");
        }
        assertEquals(403, TestGateway.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + home.managementPort() + "/dead"))
                .header("X-API-Key", "desk").build()).statusCode());

        DeadCommands ops = dead("ops");
        assertEquals(List.of(mine), ops.ids());
        assertTrue(ops.run("list").out().endsWith("1 shown of 1, 1 dead letters in all\n"));
        assertEquals(List.of(), ops.ids("--sender", "agent"));
        for (String command : List.of("show", "resend", "drop")) {
            DeadCommands.Outcome foreign = ops.run(command, theirs);
            DeadCommands.Outcome none = ops.run(command, "00000000-0000-4000-8000-000000000000");
            assertEquals(none, foreign);
            assertRefused(foreign, "404");
        }
        assertEquals(new DeadCommands.Outcome(0, mine + " resent\n", ""), ops.run("resend", "--all"));
        await().atMost(PATIENCE).until(() -> old.ids().size() == 2);
        assertTrue(old.ids().contains(theirs) && !old.ids().contains(mine));
        assertEquals(0, ops.run("drop", ops.ids().get(0)).exit());
        assertEquals(List.of(theirs), old.ids());
    }

    @Test
    void healthIsForEachKeyAndTheStartNamesTheOldOnes() {
        for (String key : List.of("desk", "reader")) {
            assertEquals(200, TestGateway.send(HttpRequest.newBuilder(
                            URI.create("http://127.0.0.1:" + home.managementPort() + "/observe/health/live"))
                    .header("X-API-Key", key).build()).statusCode());
        }
        String summary = gateway.bean("startupSummary", Object.class).toString();
        assertTrue(summary.contains("\n  warn  API keys without rights may do everything for every sender: old;"), summary);
        assertFalse(summary.contains("desk"), summary);
    }

    private DeadCommands dead(String key) {
        return new DeadCommands(home, "--key", key);
    }

    private HttpResponse<String> post(String key, String json) {
        return gateway.post(json, "X-API-Key", key);
    }

    private static JsonNode json(HttpResponse<String> answer) throws Exception {
        return new ObjectMapper().readTree(answer.body());
    }

    private static String fault(JsonNode error) {
        return error.path("code").asText() + " " + error.path("pointer").asText() + " " + error.path("detail").asText();
    }

    private static void assertRefused(DeadCommands.Outcome outcome, String words) {
        assertEquals(1, outcome.exit(), outcome.toString());
        assertTrue(outcome.err().startsWith("gateway: ") && outcome.err().contains(words), outcome.err());
    }

    private static String request(String id, String sender, String to) {
        return "{\"id\": \"" + id + "\", \"sender\": \"" + sender + "\", \"to\": \"" + to
                + "@example.com\", \"subject\": \"s\", \"text\": \"t\"}";
    }
}
