// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.notificationgateway.support.CapturedLog;
import org.notificationgateway.support.RawHttp;
import org.notificationgateway.support.TestGateway;
import org.notificationgateway.support.TestHome;

/** A caller that comes while the gateway starts or stops hears "later", and never that there is nothing here. */
class HttpPortsIT {
    private static final String MAIL = "{\"to\":\"ann@example.com\",\"subject\":\"s\",\"text\":\"t\"}";
    private static final String POST = "POST /notifications HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
            + "Content-Type: application/json\r\nContent-Length: " + MAIL.length() + "\r\n\r\n" + MAIL;
    private static final String GET = "GET /observe/health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

    @TempDir
    private Path folder;

    private TestHome home;

    @BeforeEach
    void makeHome() {
        home = new TestHome(folder);
    }

    @Test
    @DisplayName("E1: no 404 while starting and stopping, on both ports")
    void listenLastAndTurnAwayFirst() throws Exception {
        Set<String> answers = ConcurrentHashMap.newKeySet();
        Thread[] callers = {caller(home.httpPort(), POST, answers), caller(home.managementPort(), GET, answers)};
        try (TestGateway gateway = TestGateway.start(home)) {
            assertEquals(202, gateway.post(MAIL).statusCode());
            assertEquals(200, gateway.manage("/observe/health/live").statusCode());
        }
        for (Thread caller : callers) {
            caller.interrupt();
            caller.join();
        }
        Set<String> unexpected = new TreeSet<>(answers);
        unexpected.removeAll(Set.of("HTTP/1.1 200", "HTTP/1.1 202", "HTTP/1.1 503", "nothing"));
        assertEquals(Set.of(), unexpected);
        assertTrue(answers.contains("HTTP/1.1 202") && answers.contains("HTTP/1.1 200"), answers::toString);
    }

    private static Thread caller(int port, String request, Set<String> answers) {
        Thread caller = new Thread(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                try {
                    String answer = RawHttp.exchange(port, request);
                    answers.add(answer.length() < 12 ? "nothing" : answer.substring(0, 12));
                } catch (IOException e) {
                    answers.add("nothing"); // nobody listens
                }
            }
        });
        caller.start();
        return caller;
    }

    @ParameterizedTest(name = "E2: a look at the body by {0} leaves the answer as it is")
    @ValueSource(strings = {"a log step", "tracing", "a wiretap"})
    void aLookAtTheAnswerLeavesItWhole(String look) throws Exception {
        String log = "        - log:\n            id: look-at-body\n            message: \"seen ${body} ${bodyAs(String)}\"\n";
        String tap = "        - wireTap:\n            id: tap-body\n            uri: log:tap\n            parameters:\n"
                + "              showAll: true\n";
        if (look.equals("tracing")) {
            home.set("camel.main.tracing", "true").set("camel.main.tracingLoggingFormat", "%-4.4s [%-12.12s] [%-33.33s] ");
        } else {
            Path route = home.path("routes/ingress-http.camel.yaml");
            Files.writeString(route, Files.readString(route) + (look.equals("a wiretap") ? tap : log));
        }
        try (CapturedLog quiet = new CapturedLog(Map.of("x", Level.INFO)); TestGateway gateway = TestGateway.start(home)) {
            var answer = gateway.post(MAIL);
            assertEquals(202, answer.statusCode());
            assertTrue(answer.body().contains("\"status\":\"accepted\""), answer.body());
            assertEquals(answer.body().length(), answer.headers().firstValueAsLong("Content-Length").orElse(-1));
        }
    }
}
