// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.rehearsal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.notificationgateway.operations.GatewayHome;
import org.notificationgateway.support.TestHome;

class RehearsalIT {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final byte[] REQUEST =
            "{\"id\":\"1\",\"to\":\"ann@example.com\",\"bcc\":\"bob@example.com\",\"subject\":\"s\",\"text\":\"t\"}".getBytes(UTF_8);

    @TempDir
    private Path folder;

    @BeforeEach
    void home() throws Exception {
        new TestHome(folder);
        settings("{\"MailSettings\": {\"FromAddress\": \"no-reply@contoso.com\", \"Host\": \"smtp.contoso.com\", \"Port\": 587,"
                + " \"SecureSocketOption\": \"StartTls\"}}");
    }

    private void settings(String json) throws Exception {
        Files.writeString(folder.resolve("config/appsettings.json"), json);
    }

    private Rehearsal start(SmtpScript script) throws Exception {
        return Rehearsal.start(new GatewayHome(folder), Map.of(), server -> script);
    }

    @Test
    void aMailOfEachDoorReachesTheServerOfItsSettings() throws Exception {
        try (Rehearsal rehearsal = start(SmtpScript.YES)) {
            assertEquals(202, rehearsal.post(REQUEST, Map.of()).status());
            assertEquals(202, rehearsal.file("a.json", new String(REQUEST, UTF_8).replace("\"1\"", "\"2\"").getBytes(UTF_8), SOON).status());
            rehearsal.jms(new String(REQUEST, UTF_8).replace("\"1\"", "\"3\"").getBytes(UTF_8));
            assertTrue(rehearsal.await(SOON, () -> rehearsal.attempts().size() == 3), rehearsal.failures().toString());
            SentMail mail = rehearsal.sent().get(0);
            assertEquals(List.of("smtp", "smtp.contoso.com:587", "starttls"), List.of(mail.way(), mail.where(), mail.encryption()));
            assertEquals(List.of("ann@example.com", "bob@example.com"), mail.recipients());
            assertEquals(List.of(), rehearsal.failures());
        }
    }

    @Test
    void aGreylistedMailComesAgainOnceTheClockIsPutForward() throws Exception {
        try (Rehearsal rehearsal = start(new SmtpScript(List.of(new SmtpScript.Rule(
                "RCPT", "ann@example.com", 1, 1, SmtpScript.Act.REPLY, "450 4.2.0 greylisted", Duration.ZERO))))) {
            assertEquals(202, rehearsal.post(REQUEST, Map.of()).status());
            assertTrue(rehearsal.await(SOON, () -> rehearsal.attempts().size() == 1));
            assertEquals(List.of("bob@example.com"), rehearsal.sent().get(0).recipients());
            rehearsal.advance(Duration.ofSeconds(31));
            assertTrue(rehearsal.await(SOON, () -> rehearsal.attempts().size() == 2));
            assertEquals(List.of("ann@example.com"), rehearsal.sent().get(1).recipients());
        }
    }

    @Test
    void whatIsDueHasHadItsAttemptOnceAllIsQuietHoweverBusyTheMachineIs() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        List<Thread> busy = Stream.generate(() -> new Thread(() -> {
            while (!over.get()) {
                Thread.onSpinWait();
            }
        })).limit(16).toList();
        try (Rehearsal rehearsal = start(new SmtpScript(List.of(new SmtpScript.Rule(
                "RCPT", "ann@example.com", 1, 100, SmtpScript.Act.REPLY, "450 4.2.0 greylisted", Duration.ZERO))))) {
            assertEquals(202, rehearsal.post(REQUEST, Map.of()).status());
            rehearsal.quiet(SOON);
            busy.forEach(Thread::start);
            for (int attempts = 1; attempts <= 4; attempts++) {
                assertEquals(attempts, rehearsal.attempts().size());
                rehearsal.advance(Duration.ofHours(2));
                rehearsal.quiet(SOON);
            }
        } finally {
            over.set(true);
        }
    }

    @Test
    void aMailOfASlowServerHasHadItsAttemptOnceAllIsQuiet() throws Exception {
        try (Rehearsal rehearsal = start(new SmtpScript(List.of(new SmtpScript.Rule(
                "DOT", "", 1, 1, SmtpScript.Act.SLOW, "", Duration.ofMillis(700)))))) {
            assertEquals(202, rehearsal.post(REQUEST, Map.of()).status());
            rehearsal.quiet(SOON);
            assertEquals(1, rehearsal.sent().size());
        }
    }

    @Test
    void aPickupDirectoryIsOneOfTheRehearsal() throws Exception {
        settings("{\"MailSettings\": {\"FromAddress\": \"no-reply@contoso.com\", \"UseSpecifiedPickupDirectory\": true,"
                + " \"PickupDirectory\": \"/var/spool/pickup\"}}");
        try (Rehearsal rehearsal = start(SmtpScript.YES)) {
            assertEquals(202, rehearsal.post(REQUEST, Map.of()).status());
            assertTrue(rehearsal.await(SOON, () -> rehearsal.attempts().size() == 1));
            SentMail mail = rehearsal.sent().get(0);
            assertEquals(List.of("pickup", "/var/spool/pickup"), List.of(mail.way(), mail.where()));
            assertEquals(List.of("ann@example.com", "bob@example.com"), mail.recipients());
        }
    }
}
