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

/** A whole gateway with every wait short, and what a fault test asks each of its senders: none shares anything with another. */
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

    static TestHome home(Path folder) {
        return new TestHome(folder)
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

    /** Adds a sender whose server listens on a port of loopback. */
    static void addSender(TestHome home, String name, int port, String... more) {
        home.write("config/appsettings." + name + ".json", "{ \"MailSettings\": { \"FromAddress\":"
                + " \"no-reply@contoso.com\", \"Host\": \"127.0.0.1\", \"Port\": " + port + String.join("", more) + " } }");
    }

    Sender sender(String name) {
        return new Sender(name);
    }

    /** One of its senders. */
    final class Sender {
        private final String name;

        private Sender(String name) {
            this.name = name;
        }

        /** Hands in a mail; returns its Message-ID. */
        String post(String id, String... more) {
            return postTo(id, "\"" + id + "@example.com\"", more);
        }

        String postTo(String id, String to, String... more) {
            var answer = gateway.post("{\"id\": \"" + id + "\", \"sender\": \"" + name + "\", \"to\": " + to + ", \"subject\": \""
                    + id + "\", \"text\": \"t\"" + String.join("", more) + "}");
            assertEquals(202, answer.statusCode(), answer.body());
            return answer.body().replaceAll(".*\"messageId\":\"([^\"]+)\".*", "$1");
        }

        void postMany(String prefix, int count, String... more) {
            for (int i = 0; i < count; i++) {
                post(prefix + i, more);
            }
        }

        void until(Callable<Boolean> condition) {
            await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(50)).until(condition);
        }

        /** Waits until so many entries are settled with all recipients delivered. */
        void untilDelivered(int entries) {
            await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(50))
                    .until(() -> delivered().size(), n -> n >= entries);
        }

        List<String> delivered() {
            return log("delivered: ").stream().filter(line -> !line.contains(" pending")).toList();
        }

        /** The log's lines about it and its mails that hold this. */
        List<String> log(String part) {
            return log.with(part).stream()
                    .filter(line -> line.contains(name + "/") || line.contains("sender " + name + " ")).toList();
        }

        /** Each of the delivered mails needed one attempt, nothing died, the log told the fault once and its end once. */
        void assertNothingWasCharged(int mails) {
            assertEquals(mails, delivered().size(), () -> "delivered " + delivered());
            assertEquals(mails, log("attempt 1: 1 delivered").size(), () -> "not at the first attempt: " + delivered());
            assertEquals(List.of(), dead());
            assertEquals(1, log("pauses, its mail waits").size(), () -> "told " + log("sender " + name + " "));
            assertEquals(1, log("delivers again").size(), () -> "told " + log("sender " + name + " "));
        }

        List<OutboxEntry> dead() {
            return new Jms(gateway.bean("connectionFactory", ConnectionFactory.class)).entries("notification.dead").stream()
                    .filter(entry -> entry.sender().equals(name)).toList();
        }

        boolean isPaused() {
            return gateway.bean("senderCircuitBreaker", SenderCircuitBreaker.class).pause(name).isPresent();
        }
    }

    @Override
    public void close() {
        gateway.close();
        log.close();
    }
}
