// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.operations;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.notificationgateway.delivery.SenderCircuitBreaker;
import org.notificationgateway.delivery.SmtpServers;
import org.notificationgateway.outbox.Lane;
import org.notificationgateway.outbox.QueueDepth;
import org.notificationgateway.outbox.Queues;
import org.notificationgateway.outbox.SendingBudgets;
import org.notificationgateway.outbox.ledger.Arrival;
import org.notificationgateway.outbox.ledger.Claim;
import org.notificationgateway.outbox.ledger.Ledger;
import org.notificationgateway.outbox.ledger.LedgerAccess;
import org.notificationgateway.outbox.ledger.Recipient;
import org.notificationgateway.outbox.ledger.RequestKey;
import org.notificationgateway.settings.Delivery;
import org.notificationgateway.settings.MailSettings;
import org.notificationgateway.settings.SecureSocketOption;
import org.notificationgateway.settings.Senders;
import org.notificationgateway.smtp.Budget;
import org.notificationgateway.smtp.Profile;
import org.notificationgateway.smtp.Replies;
import org.notificationgateway.smtp.SmtpServer;

/** How long it takes where a day has its limit: worked examples of a mailbox with 30 mails a minute and 10,000 recipients a day. */
class DayForecastTest {
    private static final double DAY = Duration.ofHours(24).plusSeconds(210).toSeconds(); // counted by five minutes
    private static final double MAIL = 2.02; // seconds

    @TempDir
    private Path folder;

    private Instant now = Instant.parse("2026-11-27T12:00:00Z");
    private Ledger ledger;
    private SendingBudgets budgets;
    private SenderCircuitBreaker breaker;
    private SmtpServer server;
    private SendingForecast forecast;

    private final Clock clock = new Clock() {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    };

    @BeforeEach
    void open() throws IOException {
        ledger = new Ledger(LedgerAccess.ofFile(folder.resolve("ledger.db")), clock, Duration.ofDays(7));
        ledger.open();
        budgets = new SendingBudgets(ledger);
        Senders senders = new Senders(List.of(new MailSettings(
                "server", "no-reply@contoso.com", new Delivery.Smtp("127.0.0.1", 25, SecureSocketOption.NONE, null), "a test")));
        Profile profile = new Profile("p", List.of(), 3, 30, 10_000, 500, Profile.NO_LIMIT);
        SmtpServers servers = new SmtpServers(senders, sender -> new SmtpServers.Beside("", profile, null, null));
        server = servers.of("server");
        breaker = new SenderCircuitBreaker(Duration.ofSeconds(5), Duration.ofMinutes(5), clock, servers);
        forecast = new SendingForecast(senders, servers, budgets, breaker, ledger, clock, 1, null);
    }

    @AfterEach
    void close() {
        budgets.close();
        ledger.close();
    }

    private Budget budget() {
        return budgets.of(server);
    }

    private double afterLook(int mails) {
        forecast.look(Map.of(Queues.outboxOf("server"), new QueueDepth(mails, now)));
        return forecast.seconds("server");
    }

    @Test
    void whatFitsIntoTheDayTakesItsMinutes() {
        assertEquals(5_000 * MAIL, afterLook(5_000), 60);
        assertEquals(10_000 * MAIL, afterLook(10_000), 60);
    }

    @Test
    void whatDoesNotWaitsForAsManyFullDays() {
        assertEquals(DAY + 1 * MAIL, afterLook(10_001), 60);
        assertEquals(2 * DAY + 5_000 * MAIL, afterLook(25_000), 60);
        assertEquals(9 * DAY + 10_000 * MAIL, afterLook(100_000), 60);
    }

    @Test
    void whatWasSentBeforeMakesRoomWhenItIsADayOld() throws IOException {
        assertTrue(budget().takeRecipients(6_000).isZero());
        now = now.plus(Duration.ofHours(10));
        assertTrue(budget().takeRecipients(4_000).isZero());
        now = now.plus(Duration.ofHours(10));
        assertEquals(4 * 3600, afterLook(1), 400);
        assertEquals(4 * 3600, afterLook(6_000), 400, "they could leave in three hours and a half");
        assertEquals(14 * 3600, afterLook(6_001), 400);
        assertEquals(14 * 3600, afterLook(10_000), 400);
        assertEquals(4 * 3600 + DAY, afterLook(10_001), 400);
    }

    @Test
    void aPauseUntilTheDayHasRoomIsNotCountedTwice() throws IOException {
        assertTrue(budget().takeRecipients(10_000).isZero());
        now = now.plus(Duration.ofHours(20));
        Duration wait = budget().takeRecipients(1);
        assertEquals(4 * 3600, wait.toSeconds(), 400);
        breaker.exhausted(server, new Replies.Pause(wait, wait), "used up");
        assertEquals(wait.toSeconds() + 100 * MAIL, afterLook(100), 60);
    }

    @Test
    void mailsWithManyRecipientsUseUpTheDaySooner() {
        for (int i = 0; i < 300; i++) {
            forecast.accepted("server", Lane.NORMAL, 50);
        }
        assertEquals(DAY + 100 * MAIL, forecast.seconds("server"), 60, "15,000 recipients");
        assertEquals(DAY + 100 * MAIL, afterLook(300), 60, "and so they do in the queue");
        for (int i = 0; i < 300; i++) {
            forecast.accepted("server", Lane.NORMAL, 1);
        }
        assertEquals(DAY + 600 * MAIL * 5_300 / 15_300, forecast.seconds("server"), 60, "15,300 recipients of 600 mails");
    }

    @Test
    void recipientsOfMailsThatCameBeforeTheStartAreReadFromTheLedger() throws IOException {
        List<Recipient> forty = IntStream.range(0, 40).mapToObj(i -> Recipient.pending("r" + i + "@example.com")).toList();
        for (int i = 0; i < 10; i++) {
            RequestKey key = new RequestKey("server", "m" + i);
            Claim claim = new Claim(key, "hash", "<" + i + "@contoso.com>", forty,
                    Arrival.of(Arrival.Origin.NOWHERE, List.of(), now, null, null));
            ledger.complete(List.of(ledger.claim(new TreeMap<>(Map.of(key, claim))).get(key).known()));
        }
        assertEquals(40, ledger.recipientsOfAWaitingMail("server"));
        assertEquals(0, ledger.recipientsOfAWaitingMail("agent"));
        assertEquals(DAY + 50 * MAIL, afterLook(300), 60, "12,000 recipients");
    }
}
