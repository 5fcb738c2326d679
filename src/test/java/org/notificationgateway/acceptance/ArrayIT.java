// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.acceptance;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.jms.ConnectionFactory;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.notificationgateway.support.Jms;
import org.notificationgateway.support.TestGateway;
import org.notificationgateway.support.TestHome;

/** An array is as many requests, each on its own, through every door. */
class ArrayIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    private TestHome home;
    private TestGateway gateway;
    private Jms jms;

    @BeforeEach
    void start() {
        home = new TestHome(folder).agent("{ \"FromAddress\": \"reset@contoso.com\", \"Host\": \"data/agent-pickup\" }");
        gateway = TestGateway.start(home);
        jms = new Jms(gateway.bean("connectionFactory", ConnectionFactory.class));
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void ofFiveHundredIsFiveHundredMails() throws Exception {
        String array = IntStream.range(0, 500).mapToObj(i -> request("r" + i, "")).collect(Collectors.joining(",", "[", "]"));
        HttpResponse<String> answer = gateway.post(array);
        assertEquals(202, answer.statusCode());
        JsonNode results = JSON.readTree(answer.body());
        assertEquals(500, results.size());
        for (int i = 0; i < 500; i++) {
            assertEquals("r" + i + " accepted", results.get(i).path("id").asText() + " " + results.get(i).path("status").asText());
        }
        awaitMails(500);
        assertEquals(200, gateway.post(array).statusCode(), "all of it a repeat");
        awaitMails(500);
    }

    @Test
    void ofFiveHundredAndOneIsNone() throws Exception {
        String array = IntStream.range(0, 501).mapToObj(i -> request("r" + i, "")).collect(Collectors.joining(",", "[", "]"));
        HttpResponse<String> answer = gateway.post(array);
        assertEquals(422, answer.statusCode());
        assertEquals("TOO_MANY", JSON.readTree(answer.body()).at("/errors/0/code").asText());
    }

    @Test
    void isAcceptedInPartOverHttp() throws Exception {
        String array = "[" + request("a", "") + ", {\"id\": \"b\", \"subject\": 5}, 7, " + request("a", "") + ", "
                + request("a", ", \"importance\": \"high\"") + ", " + request(null, "") + "]";
        HttpResponse<String> answer = gateway.post(array, "Idempotency-Key", "batch");
        assertEquals(207, answer.statusCode());
        List<String> results = new ArrayList<>();
        JSON.readTree(answer.body()).forEach(result -> results.add(result.path("id").asText("-") + " "
                + result.path("status").asText() + " " + codes(result)));
        assertEquals(List.of("a accepted []", "b refused [NO_RECIPIENT /1/to, WRONG_TYPE /1/subject, MISSING_BODY /1/text]",
                "- refused [NOT_OBJECT /2]", "a already accepted []", "a refused [CONFLICT /4/id]", "batch.5 accepted []"),
                results);
        awaitMails(2);
    }

    @Test
    void ofWhichNothingIsAcceptedIsAProblemWithEveryFault() throws Exception {
        HttpResponse<String> answer = gateway.post("[{}, {\"to\": 5}]");
        assertEquals(422, answer.statusCode());
        assertEquals("application/problem+json", answer.headers().firstValue("Content-Type").orElse(""));
        assertTrue(codes(JSON.readTree(answer.body())).containsAll(
                List.of("NO_RECIPIENT /0/to", "MISSING_FIELD /0/subject", "WRONG_TYPE /1/to")), answer.body());
        assertEquals(422, gateway.post("[]").statusCode());
    }

    @Test
    void isAcceptedInPartAsAFile() throws Exception {
        String array = "[" + request("a", "") + ", {\"id\": \"b\"}]";
        gateway.drop("part.json", array);
        awaitAccepted("part.json.error.json");
        assertEquals(array, Files.readString(home.path("data/inbox/.accepted/part.json")));
        JsonNode results = JSON.readTree(Files.readString(home.path("data/inbox/.accepted/part.json.error.json")));
        assertEquals("accepted", results.at("/0/status").asText());
        assertEquals("/1/subject", results.at("/1/errors/1/pointer").asText());
        awaitMails(1);
    }

    @Test
    void leavesNothingSensitiveThatWasAcceptedBehind() throws Exception {
        String secret = ", \"sensitive\": true";
        gateway.drop("all.json", "[" + request("a", secret) + "," + request("b", secret) + "]");
        gateway.drop("part.json", "[" + request("c", secret) + ", {\"id\": \"d\", \"sensitive\": true},"
                + request("e", "") + "]");
        awaitAccepted("part.json.error.json");
        JsonNode rest = JSON.readTree(Files.readString(home.path("data/inbox/.accepted/part.json")));
        assertEquals("null d e", rest.get(0) + " " + rest.at("/1/id").asText() + " " + rest.at("/2/id").asText());
        awaitMails(4);
        assertEquals(2, home.files("data/inbox/.accepted", "").count());
        assertEquals(0, home.files("data/inbox/.rejected", "").count());
    }

    @Test
    void ofWhichNothingIsAcceptedIsARejectedFile() throws Exception {
        gateway.drop("none.json", "[{}, 5]");
        await().until(() -> home.files("data/inbox/.rejected", "none.json.error.json").count() == 1);
        JsonNode problem = JSON.readTree(Files.readString(home.path("data/inbox/.rejected/none.json.error.json")));
        assertTrue(codes(problem).contains("NOT_OBJECT /1"), problem.toString());
    }

    @Test
    void isAcceptedInPartFromAQueueAndTheRestHandedBackOneByOne() throws Exception {
        jms.sendText("notification.requests", "[" + request("a", "") + ", {\"id\": \"b\"}, 5]");
        assertHandedBack("{\"id\":\"b\"}", 1, "MISSING_FIELD /1/subject");
        assertHandedBack("5", 2, "NOT_OBJECT /2");
        awaitMails(1);
        jms.sendText("notification.requests", "[{}, 6]");
        assertHandedBack("{}", 0, "NO_RECIPIENT /0/to");
        assertHandedBack("6", 1, "NOT_OBJECT /1");
        jms.sendText("notification.requests", "[]");
        assertEquals("EMPTY", JSON.readTree(jms.takeText("notification.refused")).at("/errors/0/code").asText());
    }

    private void assertHandedBack(String request, int index, String fault) throws Exception {
        JsonNode refused = JSON.readTree(jms.takeText("notification.refused"));
        assertEquals(request, new String(Base64.getDecoder().decode(refused.path("requestBase64").asText())));
        assertEquals(index, refused.path("index").asInt(-1));
        assertTrue(codes(refused).contains(fault), refused.toString());
    }

    private void awaitAccepted(String name) {
        await().until(() -> home.files("data/inbox/.accepted", name).count() == 1);
    }

    private void awaitMails(int count) {
        await().until(() -> home.files("data/pickup", ".eml").count() >= count
                && jms.entries("notification.outbox.server").isEmpty());
        assertEquals(count, home.files("data/pickup", ".eml").count());
    }

    private static List<String> codes(JsonNode refused) {
        List<String> codes = new ArrayList<>();
        refused.path("errors").forEach(error ->
                codes.add(error.path("code").asText() + " " + error.path("pointer").asText()));
        return codes;
    }

    private static String request(String id, String more) {
        return "{" + (id == null ? "" : "\"id\": \"" + id + "\", ")
                + "\"to\": \"ann@example.com\", \"subject\": \"s\", \"text\": \"t\"" + more + "}";
    }
}
