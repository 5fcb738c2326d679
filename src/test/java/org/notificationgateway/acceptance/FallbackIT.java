// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.acceptance;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.notificationgateway.support.FaultySmtpServer;
import org.notificationgateway.support.LogLines;
import org.notificationgateway.support.TestGateway;
import org.notificationgateway.support.TestHome;

/** Mail goes over another server while its own cannot be used for long, returns by itself, and everybody can see it. */
class FallbackIT {
    @TempDir
    private Path folder;

    private TestHome home(FaultySmtpServer own, FaultySmtpServer other, String after) {
        return new TestHome(folder).server("""
                { "FromAddress": "no-reply@contoso.com", "Host": "127.0.0.1", "Port": %d, "SecureSocketOption": "None" }"""
                .formatted(own.port()))
                .set("delivery.first-pause", "200ms").set("delivery.longest-pause", "200ms")
                .set("delivery.smtp.server.fallback.host", "127.0.0.1")
                .set("delivery.smtp.server.fallback.port", "" + other.port())
                .set("delivery.smtp.server.fallback.secure-socket-option", "None")
                .set("delivery.smtp.server.fallback.after", after);
    }

    private static void post(TestGateway gateway, String id) {
        assertEquals(202, gateway.post(
                "{\"id\":\"" + id + "\",\"to\":\"jane@example.com\",\"subject\":\"s\",\"text\":\"t\"}").statusCode());
    }

    @ParameterizedTest(name = "its own server says {0}")
    @ValueSource(strings = {
        "(connect) 554 5.3.2 not today",
        "EHLO 421 4.3.2 down",
        "MAIL 530 5.7.0 log in",
        "DATA 554 5.2.0 STOREDRV.Submission.Exception:SubmissionQuotaExceededException"})
    void afterSoLongAPauseTheOtherServerTakesTheMailAndThenItsOwnAgain(String fault) throws Exception {
        try (FaultySmtpServer own = new FaultySmtpServer(); FaultySmtpServer other = new FaultySmtpServer();
                LogLines log = LogLines.of("gateway.delivery")) {
            own.on(fault.replaceFirst(" .*", ""), fault.replaceFirst("[^ ]* ", ""));
            TestHome home = home(own, other, "1s");
            home.write("config/replies.yaml", """
                    replies:
                      - {code: 530, means: login}
                      - {code: 554, enhanced: 5.2.0, text: submissionquotaexceeded, means: quota, pause: 200ms}
                    """);
            try (TestGateway gateway = TestGateway.start(home)) {
                post(gateway, "a");
                await().until(() -> other.mails() == 1);
                post(gateway, "b");
                await().until(() -> other.mails() == 2);
                assertTrue(log.lines().stream().anyMatch(line -> line.contains("falls back to 127.0.0.1:" + other.port())), log.lines()::toString);
                String health = gateway.manage("/observe/health/ready?data=true").body();
                assertTrue(health.contains("fallback"), health);
                assertTrue(gateway.manage("/observe/metrics").body()
                        .matches("(?s).*gateway_sender_fallback\\{[^}]*sender=\"server\"[^}]*} 1\\.0.*"));
                String history = gateway.manage("/mails?sender=server").body();
                assertTrue(history.contains("fallback 127.0.0.1:" + other.port()), history);

                own.heal();
                await().atMost(Duration.ofSeconds(30)).until(() -> {
                    post(gateway, "c" + System.nanoTime());
                    return own.mails() > 0;
                });
                int before = other.mails();
                post(gateway, "d");
                await().until(() -> own.mails() > 1);
                assertEquals(before, other.mails());
                assertTrue(log.lines().stream().anyMatch(line -> line.contains("delivers to 127.0.0.1:" + own.port() + " again")),
                        log.lines()::toString);
            }
        }
    }

    @ParameterizedTest(name = "the other server says {0}")
    @ValueSource(strings = {
        "(connect) 554 5.3.2 nor today",
        "MAIL 421 4.3.2 busy",
        "DATA 432 4.3.2 Concurrent connections limit exceeded",
        ". 454 Throttling failure: Maximum sending rate exceeded."})
    void whileTheOtherTakesNoneEitherTheMailWaitsAndNoAttemptIsCounted(String fault) throws Exception {
        try (FaultySmtpServer own = new FaultySmtpServer(); FaultySmtpServer other = new FaultySmtpServer()) {
            own.on(FaultySmtpServer.CONNECT, "554 5.3.2 not today");
            other.on(fault.replaceFirst(" .*", ""), fault.replaceFirst("[^ ]* ", ""));
            try (TestGateway gateway = TestGateway.start(home(own, other, "300ms"))) {
                post(gateway, "a");
                await().until(() -> other.count(fault.startsWith("(") ? "" : "MAIL") > 1 || other.connections() > 2);
                other.heal();
                await().atMost(Duration.ofSeconds(30)).until(() -> other.mails() == 1);
                assertTrue(!gateway.manage("/observe/metrics").body().contains("outcome=\"try again\""));
                assertEquals(List.of(), gateway.manage("/dead").body().contains("\"id\"") ? List.of("dead") : List.of());
            }
        }
    }
}
