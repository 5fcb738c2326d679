// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.routes;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.apache.camel.Processor;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.notificationgateway.intake.Answers;
import org.notificationgateway.support.Effort;
import org.notificationgateway.support.RawHttp;
import org.notificationgateway.support.TestHome;

/** A caller may not hold a connection by sending slowly; a request that has arrived is never cut short. */
class SlowCallerIT extends HttpDoor {
    private static final int BURST = 50; // many more at once are refused by Netty
    private static final int MANY = Effort.of(1_500, 5_000); // some 30 MB of answers, or 100
    private static final String METRICS = "GET /observe/metrics HTTP/1.1\r\nHost: localhost\r\n\r\n";
    private static final Duration PATIENCE = Duration.ofMillis(400);
    private static final String HEAD =
            "POST /notifications HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
    private static final Processor ACCEPT = exchange -> exchange.getMessage().setBody(Answers.accepted(false));

    @Override
    void prepare(TestHome home) {
        home.set("ingress.http.body-timeout", PATIENCE.toMillis() + "ms");
    }

    @ParameterizedTest(name = "B78 S16 {0}")
    @ValueSource(strings = {"Content-Length: 10\r\n\r\n12345", "Content-Length: 10\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n5\r\n12345\r\n", "Transfer-Encoding: chunked\r\n\r\n5\r\n1"})
    void aBodyThatStallsIsAnswered408AndTheConnectionClosed(String rest) throws Exception {
        open(ACCEPT);
        assert408(RawHttp.exchange(home().httpPort(), HEAD + rest));
        assertEquals(0, intake.getReceivedCounter());
    }

    @Test
    @DisplayName("B78 S16 one byte at a time, never silent")
    void aBodyThatDripsIsToo() throws Exception {
        open(ACCEPT);
        try (RawHttp connection = new RawHttp(home().httpPort())) {
            connection.write(HEAD + "Content-Length: 1000\r\n\r\n");
            await().pollInterval(Duration.ofMillis(50)).until(() -> connection.write(" ").hasAnswer());
            assert408(connection.readAll());
        }
        assertEquals(0, intake.getReceivedCounter());
    }

    @ParameterizedTest(name = "S16 after \"{0}\"")
    @ValueSource(strings = {"", "POST /notif", "POST /notifications HTTP/1.1\r\nHost: localhost\r\nX-A"})
    void aConnectionWithoutARequestIsClosed(String start) throws Exception {
        open(ACCEPT);
        assertEquals("", RawHttp.exchange(home().httpPort(), start));
        assertEquals("", RawHttp.exchange(home().managementPort(), start));
    }

    @Test
    void aConnectionThatRestsAfterItsAnswerIsClosed() throws Exception {
        open(ACCEPT);
        String all = RawHttp.exchange(home().httpPort(), HEAD + "Content-Length: 2\r\n\r\n{}");
        assertTrue(all.startsWith("HTTP/1.1 202 "), all);
        all = RawHttp.exchange(home().managementPort(), "GET /observe/health/live HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assertTrue(all.startsWith("HTTP/1.1 200 "), all);
    }

    @Test
    void aRequestThatHasArrivedIsAnsweredHoweverLongItTakes() throws Exception {
        CountDownLatch broker = new CountDownLatch(1);
        open(exchange -> {
            broker.await();
            ACCEPT.process(exchange);
        });
        CompletableFuture<HttpResponse<String>> answer = CompletableFuture.supplyAsync(this::post);
        await().during(PATIENCE.multipliedBy(3)).atMost(PATIENCE.multipliedBy(10)).until(() -> !answer.isDone());
        broker.countDown();
        assertEquals(202, answer.get().statusCode());
        assertEquals(1, intake.getReceivedCounter());
    }

    @Test
    void aRequestThatWaitsBehindAnotherOnItsConnectionIsAnsweredToo() throws Exception {
        CountDownLatch broker = new CountDownLatch(1);
        open(exchange -> {
            broker.await();
            ACCEPT.process(exchange);
        });
        try (RawHttp connection = new RawHttp(home().httpPort())) {
            String request = HEAD + "Content-Length: 2\r\n\r\n{}";
            connection.write(request + request);
            await().during(PATIENCE.multipliedBy(3)).atMost(PATIENCE.multipliedBy(10))
                    .until(() -> !connection.hasAnswer());
            broker.countDown();
            String all = connection.readAll();
            assertEquals(2, all.split("HTTP/1.1 202 ", -1).length - 1, all);
        }
    }

    @Test
    void whoAsksOnAndOnAndTakesNoAnswerIsClosed() throws Exception {
        open(ACCEPT);
        try (RawHttp connection = new RawHttp(home().managementPort())) {
            int asked = 0;
            for (int before = -1; connection.unread() > before && asked < MANY; asked += BURST) {
                before = connection.unread();
                connection.write(METRICS.repeat(BURST));
                hasMoreThan(before, connection);
            }
            asked += askOn(connection); // more than the server's own socket takes
            await().during(PATIENCE.multipliedBy(3)).atMost(PATIENCE.multipliedBy(10)).until(connection::hasAnswer);
            String all = connection.readAll();
            assertTrue(all.split("HTTP/1.1 200 ", -1).length < asked, "it went on without being read");
        }
    }

    private static int askOn(RawHttp connection) {
        int asked = 0;
        try {
            for (; asked < MANY; asked += BURST) {
                connection.write(METRICS.repeat(BURST));
            }
        } catch (IOException e) {
            asked += BURST; // closed
        }
        return asked;
    }

    private static void hasMoreThan(int before, RawHttp connection) {
        try {
            await().atMost(PATIENCE.multipliedBy(8)).until(() -> connection.unread() > before);
        } catch (ConditionTimeoutException e) {
            // nothing more fits in between
        }
    }

    @Test
    void whoAsksForEverythingAtOnceIsClosed() throws Exception {
        open(ACCEPT);
        try (RawHttp connection = new RawHttp(home().managementPort())) {
            connection.write(METRICS.repeat(MANY));
            assertTrue(connection.readAll().split("HTTP/1.1 200 ", -1).length < MANY, "all of it was answered");
        }
    }

    private static void assert408(String answer) {
        assertTrue(answer.startsWith("HTTP/1.1 408 "), answer);
        assertTrue(answer.contains("application/problem+json") && answer.contains("\"status\":408"), answer);
        assertTrue(answer.toLowerCase(Locale.ROOT).contains("\r\nconnection: close\r\n"), answer);
    }
}
