// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.acceptance;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import jakarta.jms.ConnectionFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.notificationgateway.delivery.SenderCircuitBreaker;
import org.notificationgateway.outbox.OutboxEntry;
import org.notificationgateway.support.Jms;
import org.notificationgateway.support.LogLines;
import org.notificationgateway.support.TestGateway;
import org.notificationgateway.support.TestHome;

/** A whole gateway with every wait short, and what a fault test asks it. */
final class FaultBench implements AutoCloseable {
    static final Duration PAUSE = Duration.ofMillis(100);

    private final LogLines log = LogLines.traced("gateway");
    private final TestGateway gateway;

    private FaultBench(TestHome home) {
        gateway = TestGateway.start(home);
    }

    static FaultBench start(TestHome home) {
        return new FaultBench(home);
    }

    /** A home whose server listens on a port of loopback. */
    static TestHome home(Path folder, int port, String... more) {
        return new TestHome(folder)
                .server(settings("no-reply@contoso.com", port, more))
                .set("delivery.first-pause", PAUSE.toMillis() + "ms")
                .set("delivery.longest-pause", "400ms")
                .set("delivery.retry-delays", "100ms,200ms")
                .set("delivery.smtp.connect-timeout", "2s")
                .set("delivery.smtp.greeting-timeout", "2s")
                .set("delivery.smtp.command-timeout", "1s")
                .set("delivery.smtp.data-timeout", "1s")
                .set("delivery.smtp.write-timeout", "2s")
                .set("delivery.smtp.final-dot-timeout", "20s")
                .set("delivery.smtp.total-timeout", "30s")
                .set("delivery.smtp.idle-time", "5s");
    }

    static String settings(String from, int port, String... more) {
        return "{ \"FromAddress\": \"" + from + "\", \"Host\": \"127.0.0.1\", \"Port\": " + port
                + String.join("", more) + " }";
    }

    /** Hands in a mail; returns its Message-ID. */
    String post(String id, String... more) {
        return postTo(id, "\"" + id + "@example.com\"", more);
    }

    String postTo(String id, String to, String... more) {
        var answer = gateway.post("{\"id\": \"" + id + "\", \"to\": " + to + ", \"subject\": \"" + id
                + "\", \"text\": \"t\"" + String.join("", more) + "}");
        assertEquals(202, answer.statusCode(), answer.body());
        return answer.body().replaceAll(".*\"messageId\":\"([^\"]+)\".*", "$1");
    }

    void postMany(String prefix, int count, String... more) {
        for (int i = 0; i < count; i++) {
            post(prefix + i, more);
        }
    }

    void until(Callable<Boolean> condition) {
        await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(20)).until(condition);
    }

    /** Waits until so many entries are settled with all recipients delivered. */
    void untilDelivered(int entries) {
        await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(20))
                .until(() -> delivered().size(), n -> n >= entries);
    }

    List<String> delivered() {
        return log.with("delivered: ").stream().filter(line -> !line.contains(" pending")).toList();
    }

    /** The log's lines that hold this. */
    List<String> log(String part) {
        return log.with(part);
    }

    /** Each of the delivered mails needed one attempt, nothing died, the log told the fault once and its end once. */
    void assertNothingWasCharged(int mails) {
        assertEquals(mails, delivered().size(), () -> "delivered " + delivered());
        assertEquals(mails, log("attempt 1: 1 delivered").size(), () -> "not at the first attempt: " + delivered());
        assertEquals(List.of(), dead());
        assertEquals(1, log("pauses, its mail waits").size(), () -> "told " + log("sender server "));
        assertEquals(1, log("delivers again").size(), () -> "told " + log("sender server "));
    }

    List<OutboxEntry> dead() {
        return jms().entries("notification.dead");
    }

    boolean isPaused(String sender) {
        return gateway.bean("senderCircuitBreaker", SenderCircuitBreaker.class).pause(sender).isPresent();
    }

    Jms jms() {
        return new Jms(gateway.bean("connectionFactory", ConnectionFactory.class));
    }

    @Override
    public void close() {
        gateway.close();
        log.close();
    }
}
