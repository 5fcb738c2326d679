// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.acceptance;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.notificationgateway.support.DeadCommands;
import org.notificationgateway.support.Effort;
import org.notificationgateway.support.PackagedGateway;
import org.notificationgateway.support.RawHttp;
import org.notificationgateway.support.ScriptedSmtpServer;
import org.notificationgateway.support.TestGateway;
import org.notificationgateway.support.TestHome;

/**
 * However many callers ask for more than there is memory for, they are turned away and the process lives. While very many mails wait:
 * {@code HostileCallersTrial}.
 */
class HostileCallersIT {
    private static final String HEAD = "POST /notifications HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
    private static final Duration LONG = Duration.ofSeconds(60);
    /** Of each more than a heap of 256 MB has room for. */
    private static final int UPLOADS = Effort.of(20, 40);
    private static final int REQUESTS = Effort.of(40, 100);
    private static final int LOOKS = Effort.of(8, 12);
    private static final int DEAF = Effort.of(60, 200);

    @TempDir
    private static Path folder;

    private static ScriptedSmtpServer smtp;
    private static TestHome home;
    private static PackagedGateway gateway;
    private static DeadCommands dead;

    @BeforeAll
    static void startSmall() throws Exception {
        smtp = new ScriptedSmtpServer();
        smtp.on("RCPT", "550 5.1.1 no such user here");
        home = new TestHome(folder).set("ingress.http.body-timeout", "10s").server("{ \"FromAddress\": \"no-reply@contoso.com\","
                + " \"Host\": \"127.0.0.1\", \"Port\": \"" + smtp.port() + "\" }");
        gateway = PackagedGateway.start(
                List.of(PackagedGateway.DISTRIBUTION.resolve("bin/gateway").toString()), home, "-Xmx256m");
        dead = new DeadCommands(home);
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.close();
        smtp.close();
    }

    @AfterEach
    void itLives() throws IOException {
        assertTrue(gateway.isAlive(), gateway.output());
        await().atMost(LONG).until(() -> post("{\"to\": \"ann@example.com\", \"subject\": \"s\", \"text\": \"t\"}") == 202);
        assertTrue(!gateway.output().contains("OutOfMemory"), gateway.output());
    }

    @Test
    void manyChunkedUploadsOfTwentyMegabytes() throws Exception {
        String piece = "10000\r\n" + "a".repeat(0x10000) + "\r\n";
        Map<String, Long> answers = atOnce(UPLOADS, () -> {
            try (RawHttp caller = new RawHttp(home.httpPort())) {
                caller.write(HEAD + "Transfer-Encoding: chunked\r\n\r\nc\r\n{\"subject\":\"\r\n");
                for (int i = 0; i < 300; i++) {
                    caller.write(piece);
                }
                return status(caller.write("2\r\n\"}\r\n0\r\n\r\n").readAnswer());
            }
        });
        assertTrue(answers.getOrDefault("503", 0L) >= UPLOADS - 10, answers.toString());
    }

    @Test
    void manyRequestsOfAHundredThousandMembersEach() throws Exception {
        String members = IntStream.range(0, 100_000).mapToObj(i -> "\"" + i + "\":1").collect(Collectors.joining(","));
        Map<String, Long> answers = atOnce(REQUESTS, () -> {
            try (RawHttp caller = new RawHttp(home.httpPort())) {
                String length = "Content-Length: " + (members.length() + 2) + "\r\n\r\n";
                return status(caller.write(HEAD + length + "{" + members + "}").readAnswer());
            }
        });
        assertEquals(REQUESTS, answers.getOrDefault("503", 0L) + answers.getOrDefault("422", 0L), answers.toString());
        assertTrue(answers.containsKey("422"), "some are answered: " + answers);
    }

    @Test
    void manyLooksAtOnceAtALetterOfTwentyFiveMegabytesAndItsResend() throws Exception {
        String content = Base64.getEncoder().encodeToString(new byte[18_000_000]);
        await().atMost(LONG).until(() -> post("{\"id\": \"large\", \"to\": \"ann@example.com\", \"subject\": \"large\","
                + " \"text\": \"t\", \"attachments\": [{\"name\": \"a.bin\", \"content\": \"" + content + "\"}]}") / 100 == 2);
        String id = largeLetter("");
        Map<String, Long> answers = atOnce(LOOKS, () -> String.valueOf(TestGateway.send(HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + home.managementPort() + "/dead/" + id)).build()).statusCode()));
        assertEquals(Map.of("200", (long) LOOKS), answers);
        assertEquals("large", dead.run("show", id, "--json").json().get("subject").asText());
        assertEquals(0, dead.run("resend", id).exit());
        largeLetter(id);
    }

    @Test
    void manyWhoReadNoAnswer() throws Exception {
        List<RawHttp> callers = new ArrayList<>();
        try {
            for (int i = 0; i < DEAF; i++) {
                callers.add(new RawHttp(home.managementPort())
                        .write("GET /observe/metrics HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(200)));
            }
            await().atMost(LONG).until(() -> post("{\"to\": \"ann@example.com\", \"subject\": \"s\", \"text\": \"t\"}") == 202);
        } finally {
            for (RawHttp caller : callers) {
                caller.close();
            }
        }
    }

    /** The large letter, once it is another than that one. */
    private static String largeLetter(String not) {
        return await().atMost(LONG).until(
                () -> TestGateway.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + home.managementPort()
                        + "/dead")).build()).body().replaceAll("(?s).*\\{\"id\":\"([^\"]+)\"[^{}]*\"requestId\":\"large\".*", "$1"),
                id -> id.length() == 36 && !id.equals(not));
    }

    private static int post(String json) {
        HttpResponse<String> answer = TestGateway.send(HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + home.httpPort() + "/notifications"))
                .header("Content-Type", "application/json").POST(BodyPublishers.ofString(json)).build());
        return answer.statusCode();
    }

    private static String status(String answer) {
        return answer.isEmpty() ? "closed" : answer.substring(9, 12);
    }

    /** How often each answer came. */
    private static Map<String, Long> atOnce(int callers, Callable<String> call) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(callers);
        try {
            Map<String, Long> answers = new TreeMap<>();
            for (Future<String> answer : threads.invokeAll(IntStream.range(0, callers).mapToObj(i -> call).toList())) {
                answers.merge(answer.get(), 1L, Long::sum);
            }
            return answers;
        } finally {
            threads.shutdownNow();
        }
    }
}
