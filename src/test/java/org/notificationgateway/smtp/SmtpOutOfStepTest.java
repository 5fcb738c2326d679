// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.notificationgateway.delivery.DeliveryOutcome;
import org.notificationgateway.support.ScriptedSmtpServer;

/** A line on which a server says more than it was asked is of no use, and no mail is at fault. */
class SmtpOutOfStepTest {
    private ScriptedSmtpServer server;

    @BeforeEach
    void listen() throws Exception {
        server = new ScriptedSmtpServer();
    }

    @AfterEach
    void close() throws Exception {
        server.close();
    }

    @ParameterizedTest(name = "B3: at {0}, {1}")
    @CsvSource({
        "EHLO, 250-h/250 PIPELINING/250 queued", "EHLO, 250 h/250 queued", "EHLO, 250 h/550 no", "MAIL, 250 queued/250 ok",
        "AUTH, 235 ok/250 queued"})
    void aReplyTooManyOnAFreshLineCostsNoAttempt(String command, String replies) {
        AtomicBoolean said = new AtomicBoolean();
        server.on("EHLO", "250-h\r\n250 AUTH PLAIN")
                .on(line -> line.startsWith(command) && said.compareAndSet(false, true) ? replies.replace("/", "\r\n") : null);
        SmtpBench.Plan plan = new SmtpBench.Plan(server.port());
        try (SmtpBench bench = (command.equals("AUTH") ? plan.login("u", "p") : plan).lines()) {
            assertEquals("Delivered", bench.word());
        }
        assertEquals(1, server.mails().size());
        assertEquals(2, server.connections());
    }

    @Test
    void aServerThatAlwaysSpeaksBeforeItIsAskedPausesTheSenderAndCostsNoAttempt() {
        server.on("EHLO", "250 h\r\n250 queued");
        try (SmtpBench bench = new SmtpBench.Plan(server.port()).lines()) {
            DeliveryOutcome outcome = bench.send();
            assertEquals(DeliveryOutcome.NotTried.class, outcome.getClass(), outcome.reason());
            assertTrue(outcome.reason().contains("speaks before it is asked"), outcome.reason());
        }
        assertEquals(2, server.connections());
        assertEquals(List.of(), server.mails());
    }

    @Test
    void aServerThatIsAlwaysOutOfStepWithAMailChargesIt() {
        server.on("MAIL", "250 queued\r\n250 ok");
        try (SmtpBench bench = new SmtpBench.Plan(server.port()).lines()) {
            assertEquals("TryAgain", bench.word());
        }
        assertEquals(2, server.connections());
    }
}
