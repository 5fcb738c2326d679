// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.operations;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.notificationgateway.delivery.SenderCircuitBreaker;
import org.notificationgateway.delivery.SmtpServers;
import org.notificationgateway.outbox.Lane;
import org.notificationgateway.outbox.QueueDepth;
import org.notificationgateway.outbox.Queues;
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
import org.notificationgateway.smtp.Budgets;
import org.notificationgateway.smtp.Profile;

/** What waits is reckoned with the rate that the destination allows, and what will be too late is counted. */
class SendingForecastTest {
    private static final Instant NOW = Instant.parse("2026-11-27T12:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
    private static final int STEPS = 2;

    @TempDir
    private Path folder;

    private Ledger ledger;

    @BeforeEach
    void open() throws IOException {
        ledger = new Ledger(LedgerAccess.ofFile(folder.resolve("ledger.db")), CLOCK, Duration.ofDays(7));
        ledger.open();
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    private SendingForecast of(int mailsPerMinute, int recipientsPerDay) {
        Delivery smtp = new Delivery.Smtp("127.0.0.1", 25, SecureSocketOption.NONE, null);
        Senders senders = new Senders(List.of(
                new MailSettings("server", "no-reply@contoso.com", smtp, "a test"),
                new MailSettings("agent", "no-reply@contoso.com", smtp, "a test")));
        Profile profile = new Profile("p", List.of(), 3, mailsPerMinute, recipientsPerDay, 100, Profile.NO_LIMIT);
        SmtpServers servers = new SmtpServers(senders, sender -> new SmtpServers.Beside("", profile, null, null));
        SenderCircuitBreaker breaker = new SenderCircuitBreaker(Duration.ofSeconds(5), Duration.ofMinutes(5), CLOCK, servers);
        return new SendingForecast(senders, servers, Budgets.NONE, breaker, ledger, CLOCK, STEPS, null);
    }

    private static Map<String, QueueDepth> waiting(Map<String, Integer> mails) {
        Map<String, QueueDepth> depths = new HashMap<>();
        mails.forEach((queue, count) -> depths.put(queue, new QueueDepth(count, NOW)));
        return depths;
    }

    @Test
    void allSendersOfTheDestinationCountAndAnUrgentMailOvertakesThem() {
        SendingForecast forecast = of(30, Profile.NO_LIMIT);
        forecast.look(waiting(Map.of(Queues.outboxOf("server"), 200, Queues.outboxOf("agent"), 70, Queues.waitOf("server", 1), 30,
                Queues.outboxOf("server", Lane.HIGH), 3)));
        assertEquals(303 * 2 * 1.01, forecast.seconds("server"), 1);
        assertEquals(303 * 2 * 1.01, forecast.seconds("agent"), 1);
        assertNull(forecast.lastLeaves("server", Lane.HIGH), "three mails: within a minute");
        assertEquals(NOW.plusSeconds(612).getEpochSecond(), forecast.lastLeaves("server", Lane.LOW).getEpochSecond(), 1);
    }

    @Test
    void whatComesAfterTheLookCountsToo() {
        SendingForecast forecast = of(30, Profile.NO_LIMIT);
        forecast.look(waiting(Map.of(Queues.outboxOf("server"), 100)));
        for (int i = 0; i < 100; i++) {
            forecast.accepted("agent", Lane.NORMAL, 1);
        }
        assertEquals(200 * 2 * 1.01, forecast.seconds("server"), 1);
        forecast.look(waiting(Map.of(Queues.outboxOf("server"), 100, Queues.outboxOf("agent"), 100)));
        assertEquals(200 * 2 * 1.01, forecast.seconds("server"), 1);
    }

    @Test
    void whatExpiresBeforeItsTurnIsCounted() throws IOException {
        for (int i = 0; i < 100; i++) { // one a second, of which the first thirty are in time
            RequestKey key = new RequestKey("server", "m" + i);
            Claim claim = new Claim(key, "hash", "<" + i + "@contoso.com>", List.of(Recipient.pending("ann@example.com")), Arrival.of(
                    Arrival.Origin.NOWHERE, List.of(), NOW.minusSeconds(100).plusMillis(i), null, NOW.plusSeconds(30)));
            ledger.complete(List.of(ledger.claim(new TreeMap<>(Map.of(key, claim))).get(key).known()));
        }
        SendingForecast forecast = of(60, Profile.NO_LIMIT);
        forecast.look(waiting(Map.of(Queues.outboxOf("server"), 100)));
        assertEquals(70, forecast.expiring("server"), 2);
        assertEquals(0, forecast.expiring("agent"));
    }
}
