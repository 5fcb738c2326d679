// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.acceptance;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.notificationgateway.Surroundings;
import org.notificationgateway.delivery.SenderCircuitBreaker;
import org.notificationgateway.support.Effort;
import org.notificationgateway.support.FaultTable;
import org.notificationgateway.support.FaultySmtpServer;
import org.notificationgateway.support.LogLines;
import org.notificationgateway.support.PlacesKept;
import org.notificationgateway.support.StandIn;
import org.notificationgateway.support.TestGateway;
import org.notificationgateway.support.TestHome;
import org.notificationgateway.support.TurnedClock;

/**
 * What a large destination refuses for want of budget costs no mail anything, and what it would take is used. Without a profile the
 * settings are those that are shipped, minutes and days are whole ones, and the clock is turned on whenever the gateway waits:
 * the share that is used depends on no machine. More mails: {@code -Ptrials}.
 */
class DestinationsIT {
    private static final int FASTER = Effort.of(80, 25); // a place is to be long beside what a busy machine is late
    private static final int MAILS_BY_PLACES = Effort.of(120, 10_000);
    private static final int MAILS = Effort.of(240, 10_000);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration DAY = Duration.ofHours(Effort.of(6, 24));
    private static final Duration MAIL = Duration.ofMillis(20); // takes so long by the clock that is turned
    private static final Duration ANSWERED = Duration.ofMillis(20); // so long after the last word the gateway has made up its mind,
    private static final Duration WAITS = Duration.ofMillis(500); // or so long on a machine that is very busy

    private final TurnedClock clock = new TurnedClock();

    @TempDir
    private Path folder;

    private static TestHome home(int port, Path folder) throws Exception {
        return new TestHome(folder).server("""
                { "FromAddress": "no-reply@contoso.com", "Host": "127.0.0.1", "Port": %d, "SecureSocketOption": "None" }"""
                .formatted(port)).set("delivery.retry-delays", "1h").set("delivery.first-pause", "5s");
    }

    private static void profile(TestHome home, String name, int mailsPerMinute) {
        home.write("config/profiles.yaml", "profiles:\n  " + name + ":\n    connections: 3\n    mails-per-minute: "
                + mailsPerMinute + "\n");
        home.set("delivery.smtp.server.profile", name);
    }

    private static void post(TestGateway gateway, int mails) {
        for (int from = 0; from < mails; from += 200) {
            String array = IntStream.range(from, Math.min(mails, from + 200))
                    .mapToObj(i -> "{\"id\":\"m" + i + "\",\"to\":\"jane@example.com\",\"subject\":\"s\",\"text\":\"t\"}")
                    .collect(Collectors.joining(",", "[", "]"));
            assertEquals(202, gateway.post(array).statusCode());
        }
    }

    @ParameterizedTest(name = "{0}, minutes {1}, open connections count: {2}")
    @CsvSource({
        "M365_MAILBOX, BY_THE_CLOCK, false",
        "M365_MAILBOX, BY_THE_CLOCK, true",
        "GMAIL_RELAY, BY_THE_CLOCK, false",
        "EXCHANGE, FROM_A_MAIL, false"
    })
    void aQuotaNobodyHasToldCostsNoMailAnything(StandIn.Kind kind, StandIn.Minutes minutes, boolean countsOpen) throws Exception {
        try (FaultySmtpServer server = new FaultySmtpServer(); LogLines log = LogLines.of("gateway.delivery")) {
            StandIn standIn = new StandIn(
                    kind, server, new StandIn.Time(clock::nanos, () -> clock.turn(MAIL)), MINUTE, minutes, DAY, MAILS / 3 + 1, countsOpen);
            try (TestGateway gateway = TestGateway.start(home(server.port(), folder), new Surroundings() {
                @Override
                public Clock steady() {
                    return clock;
                }
            })) {
                long start = clock.nanos();
                post(gateway, MAILS);
                turnUntilAllAreTaken(gateway, server, standIn);
                double ofDays = (double) standIn.leastTime(MAILS).toNanos() / (clock.nanos() - start);
                double ofMinutes = standIn.usedOfMinutes();
                FaultTable.note(kind + (countsOpen ? ", counts open connections" : ""),
                        "%d mails in %s by the clock, %.1f %% of minutes and %.1f %% of days used, refused %s".formatted(
                                MAILS, Duration.ofNanos(clock.nanos() - start), ofMinutes * 100, ofDays * 100, standIn.refusals()));
                List<String> told = log.lines().stream().filter(line -> line.contains("takes no more")).toList();
                double least = Effort.of(minutes == StandIn.Minutes.FROM_A_MAIL ? 92 : 98, 98) / 100.0; // few also show what it costs to learn
                double leastOfDays = Effort.of(95, 98) / 100.0; // of a short one the last 15 minutes are more
                assertAll(
                        () -> assertTrue(told.size() <= DAY.multipliedBy(4).dividedBy(Duration.ofMinutes(15)), told.toString()),
                        () -> assertTrue(ofMinutes >= least, ofMinutes + " of the minutes"),
                        () -> assertTrue(ofDays >= leastOfDays, ofDays + " of the days"),
                        () -> costNothing(gateway, server, MAILS));
            }
        }
    }

    /** Whoever waits for the end of a pause is spared it. */
    private void turnUntilAllAreTaken(TestGateway gateway, FaultySmtpServer server, StandIn standIn) {
        SenderCircuitBreaker breaker = gateway.bean("senderCircuitBreaker", SenderCircuitBreaker.class);
        AtomicInteger seen = new AtomicInteger(-1);
        await().atMost(Duration.ofMinutes(30)).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(5)).until(() -> {
            int refused = standIn.refusals().values().stream().mapToInt(AtomicInteger::get).sum();
            if (breaker.isOpen("server") && standIn.isIdle(refused == seen.get() ? WAITS : ANSWERED)) {
                seen.set(refused);
                breaker.pause("server").ifPresent(pause -> clock.turnTo(pause.until()));
            }
            return server.mails() >= MAILS;
        });
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(names = {"M365_MAILBOX", "SES"})
    void aQuotaThatAProfileTellsIsUsed(StandIn.Kind kind) throws Exception {
        try (FaultySmtpServer server = new FaultySmtpServer()) {
            int mails = MAILS_BY_PLACES;
            int perDay = mails / 3 + 1;
            int perMinute = kind == StandIn.Kind.SES ? 840 : 30;
            Duration minute = MINUTE.dividedBy(FASTER);
            Duration day = kind == StandIn.Kind.SES
                    ? Duration.ofSeconds(Effort.of(3, 60)) : minute.multipliedBy(perDay).dividedBy(27); // both limits are met
            StandIn standIn = new StandIn(kind, server, StandIn.Time.REAL, minute, StandIn.Minutes.ANY, day, perDay, false);
            TestHome home = home(server.port(), folder).shorterPauses((double) Duration.ofDays(1).toNanos() / day.toNanos())
                    .set("delivery.first-pause", "50ms");
            profile(home, kind.name().toLowerCase(Locale.ROOT).replace('_', '-'), perMinute * FASTER);
            try (TestGateway gateway = TestGateway.start(home); PlacesKept others = new PlacesKept(minute.dividedBy(perMinute))) {
                post(gateway, 1);
                await().until(() -> server.mails() == 1); // what a JVM does for the first time takes long
                others.begin();
                long start = System.nanoTime();
                post(gateway, mails);
                await().atMost(Duration.ofMinutes(30)).pollInterval(Duration.ofMillis(20)).until(() -> server.mails() >= mails);
                double used = (double) standIn.leastTime(mails).toNanos() / (System.nanoTime() - start);
                double possible = Math.min(1, others.kept());
                FaultTable.note(kind + ", with its profile",
                        "%d mails in %.1f s, %.1f %% of the budget used, and %.1f %% of its places by a thread with nothing else to do, at most %d in a minute, refused %s"
                                .formatted(mails, (System.nanoTime() - start) / 1e9, used * 100, possible * 100, standIn.mostInMinute(),
                                        standIn.refusals()));
                assertAll(
                        () -> assertTrue(used >= Effort.of(85, 98) / 100.0 * possible, used + " of the budget, of " + possible),
                        () -> costNothing(gateway, server, mails));
            }
        }
    }

    private static void costNothing(TestGateway gateway, FaultySmtpServer server, int mails) {
        String metrics = gateway.manage("/observe/metrics").body();
        assertAll(
                () -> assertEquals(mails, server.deliveries().size()),
                () -> assertTrue(server.deliveries().values().stream().allMatch(times -> times == 1)),
                () -> assertEquals(0, letters(gateway)),
                () -> assertTrue(metrics.contains("outcome=\"delivered\""), metrics),
                () -> assertTrue(!metrics.contains("outcome=\"try again\"") && !metrics.contains("outcome=\"given up\""), metrics));
    }

    private static int letters(TestGateway gateway) {
        return gateway.manage("/dead").body().split("\"id\"").length - 1;
    }

    @Test
    void aRecipientsFullMailboxPausesNobody() throws Exception {
        try (FaultySmtpServer server = new FaultySmtpServer()) {
            server.on("RCPT TO:<full@", "552 5.2.2 mailbox full; STOREDRV.Deliver.Exception:QuotaExceededException");
            try (TestGateway gateway = TestGateway.start(home(server.port(), folder))) {
                assertEquals(202, gateway.post("{\"to\":\"full@example.com\",\"subject\":\"s\",\"text\":\"t\"}").statusCode());
                assertEquals(202, gateway.post("{\"to\":\"jane@example.com\",\"subject\":\"s\",\"text\":\"t\"}").statusCode());
                await().until(() -> letters(gateway) == 1 && server.mails() == 1);
                assertTrue(!gateway.manage("/observe/health/ready?data=true").body().contains("paused."), "nobody pauses");
            }
        }
    }
}
