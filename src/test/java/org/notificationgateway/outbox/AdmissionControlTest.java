// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.notificationgateway.delivery.DeliveryOutcome;
import org.notificationgateway.delivery.DeliveryReport;
import org.notificationgateway.outbox.ledger.Outcome;
import org.notificationgateway.outbox.ledger.Recipient;
import org.notificationgateway.settings.Delivery;
import org.notificationgateway.settings.Durations;
import org.notificationgateway.settings.MailSettings;
import org.notificationgateway.settings.PolicySettings;
import org.notificationgateway.settings.Senders;

/** Holds the policy of now against mail accepted earlier (D21): who must not get it any more ends as a dead letter. */
class AdmissionControlTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private static final PolicySettings OPEN = PolicySettings.OPEN;

    private final Senders senders = new Senders(List.of(settings(OPEN)));
    private final AdmissionControl gate = new AdmissionControl(senders, entry -> false, entry -> false, token -> Map.of());
    private final RetryPlan plan = new RetryPlan(
            List.of(Duration.ofMinutes(1)), Duration.ofDays(1), Clock.fixed(NOW, ZoneOffset.UTC));

    @Test
    void admitsEverybodyWhileNothingChanges() {
        Admission admission = gate.admit(entry("a@x.com", "b@y.org"));
        assertEquals(List.of("a@x.com", "b@y.org"), admission.mail().envelope().recipients());
        assertEquals(Map.of(), admission.held().outcomes());
        assertFalse(admission.isEmpty());
    }

    private Admission admitKnown(Outcome.State state) {
        Outcome known = new Outcome("0".repeat(32), "a@x.com", state, "reply");
        return new AdmissionControl(senders, entry -> false, entry -> false, token -> Map.of("a@x.com", known))
                .admit(entry("a@x.com", "b@y.org").named("0".repeat(32)));
    }

    @Test
    void keepsWhoHasTheMailSinceBeforeACrashFromGettingItAgain() {
        Admission admission = admitKnown(Outcome.State.DELIVERED);
        assertEquals(List.of("b@y.org"), admission.mail().envelope().recipients());
        assertEquals(
                Map.of("a@x.com", new DeliveryOutcome.Delivered("settled before: reply")), admission.held().outcomes());
    }

    @Test
    void makesTheDeadLetterThatACrashHasPrevented() {
        Admission admission = admitKnown(Outcome.State.GIVEN_UP);
        assertEquals(List.of("b@y.org"), admission.mail().envelope().recipients());
        assertEquals(Map.of("a@x.com", new DeliveryOutcome.GiveUp("reply")), admission.held().outcomes());
    }

    @Test
    void triesWhoWasTakenForLost() {
        assertEquals(List.of("a@x.com", "b@y.org"), admitKnown(Outcome.State.UNKNOWN).mail().envelope().recipients());
    }

    @Test
    void goesOnWhenTheLedgerCannotBeAsked() {
        AdmissionControl blind = new AdmissionControl(senders, entry -> false, entry -> false, token -> {
            throw new java.io.IOException("away");
        });
        assertEquals(
                List.of("a@x.com"), blind.admit(entry("a@x.com").named("0".repeat(32))).mail().envelope().recipients());
    }

    @Test
    void letsAMailThatComesTooEarlyWaitInTheQueueOfItsStepWithoutAnAttempt() {
        OutboxEntry early = entry("a@x.com").notBefore(NOW.plusSeconds(90));
        RetryPlan patient = new RetryPlan(
                Durations.list("30s,1m,5m"), Duration.ofDays(1), Clock.fixed(NOW, ZoneOffset.UTC));
        Admission admission = new AdmissionControl(senders, entry -> false, patient::isEarly, token -> Map.of()).admit(early);
        Settlement settlement = patient.settle(early, admission.held(), admission);
        assertEquals("notification.outbox.server.wait.2", settlement.retryQueue());
        assertEquals(NOW.plusSeconds(60), settlement.retryAt());
        assertEquals(0, settlement.retry().attempts());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
        AllowedDomains  | true  | x.com |         | not in AllowedDomains
        CatchAllAddress | true  |       | a@x.com | CatchAllAddress gets the mail instead
        """)
    void holdsBackWhomATightenedSettingForbidsAndServesTheOthers(
            String setting, boolean enabled, String domain, String catchAll, String reason) {
        OutboxEntry entry = entry("a@x.com", "b@y.org");
        senders.replace(List.of(settings(policy(enabled, domain, catchAll))));
        Admission admission = gate.admit(entry);
        assertEquals(List.of("a@x.com"), admission.mail().envelope().recipients());
        assertEquals(
                Map.of("b@y.org", new DeliveryOutcome.GiveUp("suppressed at delivery: " + reason)),
                admission.held().outcomes());

        Settlement settlement = plan.settle(entry, DeliveryReport.same(admission.mail().envelope(), new DeliveryOutcome.Delivered("250 ok")), admission);
        assertFalse(settlement.hasRetry());
        OutboxEntry dead = settlement.deadLetter();
        assertEquals("suppressed at delivery: " + reason, dead.deadReason());
        assertEquals(
                List.of(new Recipient("b@y.org", Recipient.State.GIVEN_UP, "suppressed at delivery: " + reason)),
                dead.recipients());
        assertTrue(settlement.summary().startsWith("attempt 1: 1 delivered, 1 given up"), settlement.summary());
    }

    @Test
    void holdsBackEverybodyOnceEnabledIsFalse() {
        OutboxEntry entry = entry("a@x.com", "b@y.org");
        senders.replace(List.of(settings(policy(false, null, null))));
        Admission admission = gate.admit(entry);
        assertTrue(admission.isEmpty());
        Settlement settlement = plan.settle(entry, admission.held(), admission);
        assertFalse(settlement.hasRetry());
        assertEquals("suppressed at delivery: Enabled is false", settlement.deadLetter().deadReason());
        assertEquals(2, settlement.deadLetter().recipients().size());
    }

    @Test
    void triesAgainOnlyForWhomTheGateAdmits() {
        OutboxEntry entry = entry("a@x.com", "b@y.org");
        senders.replace(List.of(settings(policy(true, "x.com", null))));
        Admission admission = gate.admit(entry);
        DeliveryReport failed =
                DeliveryReport.same(admission.mail().envelope(), new DeliveryOutcome.TryAgain("451 later"));
        Settlement settlement = plan.settle(entry, failed, admission);
        assertEquals(List.of("a@x.com"), settlement.retry().pending());
        assertEquals("b@y.org", settlement.deadLetter().recipients().get(0).address());

        // The next attempt finds b given up already: one dead letter, not one each time.
        Admission next = gate.admit(settlement.retry());
        assertEquals(Map.of(), next.held().outcomes());
        Settlement last = plan.settle(settlement.retry(), DeliveryReport.same(next.mail().envelope(), new DeliveryOutcome.Delivered("250 ok")), next);
        assertFalse(last.hasRetry() || last.hasDeadLetter());
    }

    @Test
    void anEntryWithEverybodySuppressedEndsWithNeitherRetryNorDeadLetter() {
        OutboxEntry entry = withRecipients(
                Recipient.suppressed("a@x.com", "not in AllowedDomains"), Recipient.suppressed("b@x.com", "Enabled is false"));
        Admission admission = gate.admit(entry);
        assertTrue(admission.isEmpty());
        assertNull(admission.mail());
        assertEquals(Map.of(), admission.held().outcomes());
        Settlement settlement = plan.settle(entry, admission.held(), admission);
        assertFalse(settlement.hasRetry() || settlement.hasDeadLetter());
        assertEquals("attempt 1: 2 suppressed: nobody was tried", settlement.summary());
    }

    @Test
    void aSettingOpenedLaterDoesNotReviveTheSuppressed() {
        Admission admission = gate.admit(
                withRecipients(Recipient.pending("a@x.com"), Recipient.suppressed("b@y.org", "not in AllowedDomains")));
        assertEquals(List.of("a@x.com"), admission.mail().envelope().recipients());
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "b@evil.example,a@x.com", "b@evil.example>,<a@x.com", "a@evil.example\r\nX-Receiver: a@x.com",
        "b@evil.example a@x.com", "b%evil.example@x.com", "\"b@evil.example\"@x.com", "@evil.example:a@x.com", "x.com"})
    void anEntryPutThereByHandCannotSmuggleAnAddressPastTheGate(String address) {
        senders.replace(List.of(settings(policy(true, "x.com", null))));
        Admission admission = gate.admit(entry(address, "c@x.com", "d@evil.example"));
        assertEquals(List.of("c@x.com"), admission.mail().envelope().recipients());
        assertEquals(2, admission.held().outcomes().size());
    }

    @Test
    void anEnvelopeSenderPutThereByHandCannotSmuggleALine() {
        OutboxEntry good = entry("a@x.com");
        OutboxEntry forged = OutboxEntry.accepted(
                good.id(), good.sender(), good.messageId(), NOW, null, false, List.of(),
                "no-reply@x.com\r\nX-Receiver: b@evil.example", good.recipients(), good.mail());
        assertTrue(gate.admit(forged).isEmpty());
    }

    private static OutboxEntry entry(String... pending) {
        return withRecipients(Arrays.stream(pending).map(Recipient::pending).toArray(Recipient[]::new));
    }

    private static OutboxEntry withRecipients(Recipient... recipients) {
        return OutboxEntry.accepted(
                "1", "server", "<1@x.com>", NOW, null, false, List.of(), "no-reply@x.com", List.of(recipients),
                new byte[] {'m'});
    }

    private static PolicySettings policy(boolean enabled, String domain, String catchAll) {
        return new PolicySettings(enabled, domain == null ? List.of() : List.of(domain), catchAll, null, 100);
    }

    private static MailSettings settings(PolicySettings policy) {
        return new MailSettings("server", "no-reply@x.com", new Delivery.Pickup(Path.of("/pickup")), "test", policy, null,
                List.of(), List.of());
    }
}
