// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.acceptance;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.notificationgateway.support.Effort;
import org.notificationgateway.support.FaultTable;
import org.notificationgateway.support.FaultySmtpServer;
import org.notificationgateway.support.LogLines;
import org.notificationgateway.support.PostgresServer;
import org.notificationgateway.support.StandIn;
import org.notificationgateway.support.TestGateway;
import org.notificationgateway.support.TestHome;

/**
 * A destination that takes its mails one by one: an urgent one overtakes all that wait, everybody is told how long it takes,
 * and two gateways together stay below the limit. More mails: {@code -Ptrials}.
 */
class SlowDestinationIT {
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    private Path folder;

    private static TestHome home(Path folder, FaultySmtpServer server, int mailsPerMinute) throws Exception {
        String settings = """
                { "FromAddress": "no-reply@contoso.com", "Host": "127.0.0.1", "Port": %d, "SecureSocketOption": "None" }"""
                .formatted(server.port());
        return new TestHome(Files.createDirectories(folder)).server(settings).agent(settings)
                .write("config/profiles.yaml", "profiles:\n  slow: {mails-per-minute: " + mailsPerMinute + "}\n")
                .set("delivery.smtp.server.profile", "slow");
    }

    private static String mail(String id, String more) {
        return "{\"id\":\"" + id + "\",\"to\":\"" + id + "@example.com\",\"subject\":\"s\",\"text\":\"t\"" + more + "}";
    }

    private static JsonNode post(TestGateway gateway, String prefix, int mails) throws Exception {
        HttpResponse<String> last = null;
        for (int from = 0; from < mails; from += 500) {
            last = gateway.post(IntStream.range(from, Math.min(mails, from + 500)).mapToObj(i -> mail(prefix + i, ""))
                    .collect(Collectors.joining(",", "[", "]")));
            assertEquals(202, last.statusCode());
        }
        JsonNode all = JSON.readTree(last.body());
        return all.get(all.size() - 1);
    }

    @Test
    void anUrgentMailBehindManyIsTheNextToLeave() throws Exception {
        int waiting = Effort.of(1_000, 100_000);
        int urgent = Effort.of(6, 60);
        int perMinute = Effort.of(120, 30);
        List<Double> waits = new ArrayList<>();
        try (FaultySmtpServer server = new FaultySmtpServer()) {
            try (TestGateway gateway = TestGateway.start(home(folder, server, perMinute))) {
                post(gateway, "m", waiting);
                for (int i = 0; i < urgent; i++) {
                    String id = "urgent" + i;
                    long start = System.nanoTime();
                    String more = i % 2 == 0 ? ",\"importance\":\"high\"" : ",\"sender\":\"agent\"";
                    assertEquals(202, gateway.post(mail(id, more)).statusCode());
                    await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(20))
                            .until(() -> server.count("RCPT TO:<" + id + "@") == 1);
                    waits.add((System.nanoTime() - start) / 1e9);
                }
            }
        }
        waits.sort(null);
        FaultTable.note("urgent behind " + waiting + " at " + perMinute + " a minute", "median %.2f s, most %.2f s"
                .formatted(waits.get(waits.size() / 2), waits.get(waits.size() - 1)));
        assertTrue(waits.get(waits.size() - 1) < 5, waits.toString()); // its place, and now and then one from below
    }

    @Test
    void theAnswerTheMetricAndTheLogSayHowLongItTakes() throws Exception {
        try (FaultySmtpServer server = new FaultySmtpServer()) {
            TestHome home = home(folder, server, 60);
            try (TestGateway gateway = TestGateway.start(home)) {
                Instant before = Instant.now();
                JsonNode last = post(gateway, "m", 3_000);
                Duration told = Duration.between(before, Instant.parse(last.path("estimatedAt").asText()));
                assertEquals(3_000 * 1.01, told.toSeconds(), 3_000 * 0.05);
                await().until(() -> metric(gateway, "gateway_outbox_forecast_seconds") > 2_800);
                assertEquals(3_000 * 1.01, metric(gateway, "gateway_outbox_forecast_seconds"), 3_000 * 0.05);
                HttpResponse<String> soon = gateway.post(mail("high", ",\"importance\":\"high\""));
                assertTrue(JSON.readTree(soon.body()).path("estimatedAt").isMissingNode(), soon.body());
            }
            try (LogLines log = LogLines.of("gateway.outbox"); TestGateway again = TestGateway.start(home)) {
                await().until(() -> metric(again, "gateway_outbox_forecast_seconds") > 2_800);
                await().atMost(Duration.ofSeconds(30)).until(() -> log.lines().stream().anyMatch(line ->
                        line.contains("sender server: ") && line.contains("mails wait, and the last leaves about")));
            }
        }
    }

    private static double metric(TestGateway gateway, String name) {
        Matcher line = Pattern.compile(name + "\\{[^}]*sender=\"server\"[^}]*} ([0-9.E]+)").matcher(gateway.manage("/observe/metrics").body());
        return line.find() ? Double.parseDouble(line.group(1)) : -1;
    }

    @Test
    void theMinutesOfAMailboxAreUsedInRealTime() throws Exception {
        int mails = Effort.of(3, 151);
        List<Long> times = new CopyOnWriteArrayList<>();
        try (FaultySmtpServer server = new FaultySmtpServer()) {
            StandIn mailbox = new StandIn(
                    StandIn.Kind.M365_MAILBOX, server, StandIn.Time.REAL, Duration.ofMinutes(1), StandIn.Minutes.ANY,
                    Duration.ofDays(1), 10_000, true);
            server.on((session, command) -> {
                if (command.startsWith("MAIL")) {
                    times.add(System.nanoTime());
                }
                return null;
            });
            TestHome home = home(folder, server, 1).set("delivery.smtp.server.profile", "m365-mailbox");
            Files.copy(TestHome.PROJECT.resolve("config/profiles.yaml"), home.path("config/profiles.yaml"), StandardCopyOption.REPLACE_EXISTING);
            try (TestGateway gateway = TestGateway.start(home)) {
                post(gateway, "m", mails);
                await().atMost(Duration.ofMinutes(15)).until(() -> server.mails() == mails);
                double rate = (mails - 1) / ((times.get(mails - 1) - times.get(0)) / 60e9);
                FaultTable.note("a mailbox of Microsoft 365 in real time", "%d mails, %.2f a minute, at most %d in one, refused %s"
                        .formatted(mails, rate, most(times, Duration.ofMinutes(1)), mailbox.refusals()));
                assertTrue(rate >= 0.98 * 30, rate + " a minute");
                assertTrue(mailbox.refusals().isEmpty(), mailbox.refusals()::toString);
            }
        }
    }

    @Test
    void twoGatewaysOnOneBudgetStayBelowIt() throws Exception {
        int perMinute = 240;
        List<Long> times = new CopyOnWriteArrayList<>();
        try (FaultySmtpServer server = new FaultySmtpServer();
                PostgresServer database = new PostgresServer(folder)) {
            server.on((session, command) -> {
                if (command.startsWith("MAIL")) {
                    times.add(System.nanoTime());
                }
                return null;
            });
            TestHome one = shared(home(folder.resolve("one"), server, perMinute), database);
            TestHome two = shared(home(folder.resolve("two"), server, perMinute), database);
            try (TestGateway first = TestGateway.start(one); TestGateway second = TestGateway.start(two)) {
                int mails = Effort.of(30, 600);
                post(first, "one", mails);
                post(second, "two", mails);
                await().atMost(Duration.ofMinutes(15)).until(() -> server.mails() == 2 * mails);
                List<Long> all = times.stream().sorted().toList();
                double rate = (all.size() - 1) / ((all.get(all.size() - 1) - all.get(0)) / 60e9);
                int most = most(all, Duration.ofSeconds(6));
                FaultTable.note("two gateways at " + perMinute + " a minute", "%.1f a minute, at most %d in 6 s".formatted(rate, most));
                assertTrue(most <= perMinute / 10 + 2, most + " in 6 s");
                assertTrue(most(all, Duration.ofMinutes(1)) <= perMinute, most(all, Duration.ofMinutes(1)) + " in a minute");
                assertTrue(rate > perMinute * (mails < 600 ? 0.8 : 0.95), rate + " a minute");
            }
        }
    }

    private static int most(List<Long> times, Duration window) {
        int most = 0;
        for (int first = 0, last = 0; last < times.size(); last++) {
            while (times.get(last) - times.get(first) > window.toNanos()) {
                first++;
            }
            most = Math.max(most, last - first + 1);
        }
        return most;
    }

    private static TestHome shared(TestHome home, PostgresServer database) {
        return home.set("gateway.ledger.url", database.url()).set("gateway.ledger.username", PostgresServer.USER)
                .set("gateway.ledger.password", PostgresServer.PASSWORD);
    }

    @Test
    void twoGatewaysTogetherOpenNoMoreConnectionsThanOneAccountMay() throws Exception {
        int mails = Effort.of(60, 2_000);
        try (FaultySmtpServer server = new FaultySmtpServer().late(".", Duration.ofMillis(20));
                PostgresServer database = new PostgresServer(folder)) {
            String profile = "profiles:\n  slow: {connections: 3}\n";
            TestHome one = shared(home(folder.resolve("one"), server, 1), database).write("config/profiles.yaml", profile);
            TestHome two = shared(home(folder.resolve("two"), server, 1), database).write("config/profiles.yaml", profile);
            try (TestGateway first = TestGateway.start(one); TestGateway second = TestGateway.start(two)) {
                post(first, "one", 3 * mails);
                await().atMost(Duration.ofMinutes(1)).until(() -> server.count("RCPT TO:<one") > 30);
                post(second, "two", mails); // while the first one has all three
                await().atMost(Duration.ofMinutes(5)).until(() -> server.mails() == 4 * mails);
                assertEquals(3, server.peakOpen());
                assertTrue(server.deliveries().values().stream().allMatch(times -> times == 1));
            }
        }
    }

    @Test
    void aMailForMoreThanAMailMayHaveTakesSeveralPlaces() throws Exception {
        List<Long> times = new CopyOnWriteArrayList<>();
        try (FaultySmtpServer server = new FaultySmtpServer()) {
            server.on((session, command) -> {
                if (command.startsWith("MAIL")) {
                    times.add(System.nanoTime());
                }
                return null;
            });
            TestHome home = home(folder, server, 1).write("config/profiles.yaml",
                    "profiles:\n  slow: {mails-per-minute: 60, recipients-per-mail: 2}\n");
            try (TestGateway gateway = TestGateway.start(home)) {
                String five = IntStream.range(0, 5).mapToObj(i -> "\"r" + i + "@example.com\"").collect(Collectors.joining(","));
                assertEquals(202, gateway.post("{\"to\":[" + five + "],\"subject\":\"s\",\"text\":\"t\"}").statusCode());
                await().until(() -> server.count("RCPT") == 5 && server.mails() == 3);
                assertTrue(times.get(2) - times.get(0) > Duration.ofMillis(1_700).toNanos(), times + ": a second each");
            }
        }
    }

    @Test
    void aStopWaitsForNoMailWhoseTurnHasNotCome() throws Exception {
        try (FaultySmtpServer server = new FaultySmtpServer()) {
            TestGateway gateway = TestGateway.start(home(folder, server, 1));
            post(gateway, "m", 5);
            await().until(() -> server.mails() == 1);
            long start = System.nanoTime();
            gateway.close();
            assertTrue(Duration.ofNanos(System.nanoTime() - start).toSeconds() < 15, "it waits for camel.main.shutdownTimeout");
            assertEquals(1, server.mails());
        }
    }

    @Test
    void theRecipientsOfTheDayAreCountedAlsoAfterARestart() throws Exception {
        try (FaultySmtpServer server = new FaultySmtpServer()) {
            TestHome home = home(folder, server, 60_000)
                    .write("config/profiles.yaml", "profiles:\n  slow: {recipients-per-day: 10}\n");
            try (TestGateway gateway = TestGateway.start(home)) {
                post(gateway, "m", 7);
                await().until(() -> server.mails() == 7);
            }
            try (TestGateway gateway = TestGateway.start(home)) {
                post(gateway, "n", 7);
                await().until(() -> gateway.manage("/observe/health/ready?data=true").body().contains("recipients of 24 hours are used up"));
                assertEquals(10, server.mails());
                assertTrue(gateway.manage("/dead").body().contains("[]"), "nobody is given up");
            }
        }
    }
}
