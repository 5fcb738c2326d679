// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.acceptance;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.notificationgateway.settings.Durations;
import org.notificationgateway.support.Effort;
import org.notificationgateway.support.FaultTable;
import org.notificationgateway.support.FaultySmtpServer;
import org.notificationgateway.support.LogLines;
import org.notificationgateway.support.PrivatePostfix;
import org.notificationgateway.support.SmtpSink;
import org.notificationgateway.support.StandIn;
import org.notificationgateway.support.TestGateway;
import org.notificationgateway.support.TestHome;

/**
 * What a large destination refuses for want of budget costs no mail anything, and what it would take is used. Windows are so
 * much shorter than real ones, and so are the pauses. More mails: {@code -Ptrials}.
 */
class DestinationsIT {
    private static final int FASTER = 200;
    private static final int FASTER_BY_PLACES = Effort.of(200, 25); // a place is to be long beside what a busy machine is late
    private static final int MAILS = Effort.of(400, 10_000);
    private static final Duration DAY = Duration.ofSeconds(Effort.of(3, 60));
    private static final Pattern PAUSE = Pattern.compile("pause: (.*)");
    private static final Pattern DURATION = Pattern.compile("\\d+[smh]");

    @TempDir
    private Path folder;

    private TestHome home(FaultySmtpServer server) throws Exception {
        return home(server.port(), folder);
    }

    private static TestHome home(int port, Path folder) throws Exception {
        TestHome home = new TestHome(folder).server("""
                { "FromAddress": "no-reply@contoso.com", "Host": "127.0.0.1", "Port": %d, "SecureSocketOption": "None" }"""
                .formatted(port));
        home.set("delivery.retry-delays", "1h").set("delivery.first-pause", "10ms");
        Path replies = home.path("config/replies.yaml");
        Files.writeString(replies, PAUSE.matcher(Files.readString(replies)).replaceAll(pause -> "pause: "
                + DURATION.matcher(pause.group(1)).replaceAll(one ->
                        Math.max(1, Durations.parse(one.group()).dividedBy(FASTER * 5L).toMillis()) + "ms")));
        return home;
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

    @ParameterizedTest(name = "{0}, open connections count: {1}, profile set: {2}")
    @CsvSource({
        "M365_MAILBOX, false, true, 0.98",
        "M365_MAILBOX, false, false, 0.98",
        "M365_MAILBOX, true, false, 0.98",
        "GMAIL_RELAY, false, false, 0.98",
        "SES, false, true, 0.98",
        "EXCHANGE, false, false, 0.98"
    })
    void aQuotaCostsNoMailAnything(StandIn.Kind kind, boolean countsOpen, boolean profiled, double least) throws Exception {
        try (FaultySmtpServer server = new FaultySmtpServer(); LogLines log = LogLines.of("gateway.delivery")) {
            int perDay = MAILS / 3 + 1;
            int faster = profiled ? FASTER_BY_PLACES : FASTER;
            Duration minute = Duration.ofMinutes(1).dividedBy(faster);
            Duration day = profiled && kind == StandIn.Kind.M365_MAILBOX ? minute.multipliedBy(perDay).dividedBy(27) : DAY; // both limits are met
            StandIn standIn = new StandIn(kind, server, minute, day, perDay, countsOpen, profiled);
            TestHome home = home(server);
            if (profiled) {
                profile(home, kind.name().toLowerCase(Locale.ROOT).replace('_', '-'), (kind == StandIn.Kind.SES ? 840 : 30) * faster);
            }
            try (TestGateway gateway = TestGateway.start(home)) {
                long start = System.nanoTime();
                post(gateway, MAILS);
                await().atMost(Duration.ofMinutes(30)).pollInterval(Duration.ofMillis(20)).until(() -> server.mails() >= MAILS);
                double used = (double) standIn.leastTime(MAILS).toNanos() / (System.nanoTime() - start);
                String metrics = gateway.manage("/observe/metrics").body();
                FaultTable.note(kind + (countsOpen ? ", counts open connections" : "") + (profiled ? ", with its profile" : ""),
                        "%d mails in %.1f s, %.1f %% of the budget used, at most %d in a minute, refused %s".formatted(
                                MAILS, (System.nanoTime() - start) / 1e9, used * 100, standIn.mostInMinute(), standIn.refusals()));
                List<String> told = log.lines().stream().filter(line -> line.contains("takes no more")).toList();
                assertAll(
                        () -> assertTrue(told.size() <= 40, told.toString()),
                        () -> assertEquals(MAILS, server.deliveries().size()),
                        () -> assertTrue(server.deliveries().values().stream().allMatch(times -> times == 1)),
                        () -> assertEquals(0, letters(gateway)),
                        () -> assertTrue(used >= (MAILS < 10_000 ? 0.1 : least), used + " of the budget"), // so few mails depend on the machine
                        () -> assertTrue(metrics.contains("outcome=\"delivered\""), metrics),
                        () -> assertTrue(!metrics.contains("outcome=\"try again\"") && !metrics.contains("outcome=\"given up\""), metrics));
            }
        }
    }

    private static int letters(TestGateway gateway) {
        return gateway.manage("/dead").body().split("\"id\"").length - 1;
    }

    @Test
    void aRealPostfixThatCountsItsClientsMailsCostsNoneAnything() throws Exception {
        int mails = Effort.of(120, 2_000);
        try (SmtpSink sink = new SmtpSink(folder, TestHome.freePort());
                PrivatePostfix postfix = new PrivatePostfix(sink, "anvil_rate_time_unit = 2s", "smtpd_client_message_rate_limit = 40",
                        "smtpd_client_connection_count_limit = 3")) {
            TestHome home = home(postfix.port(), Files.createDirectory(folder.resolve("home")));
            try (TestGateway gateway = TestGateway.start(home)) {
                post(gateway, mails);
                await().atMost(Duration.ofMinutes(10)).until(() -> sink.mails().size() >= mails);
                String metrics = gateway.manage("/observe/metrics").body();
                assertTrue(postfix.log().contains("rate limit exceeded"), "it never refused one");
                assertEquals(mails, sink.mails().size());
                assertEquals(0, letters(gateway));
                assertTrue(!metrics.contains("outcome=\"try again\""), metrics);
            }
        }
    }

    @Test
    void aRecipientsFullMailboxPausesNobody() throws Exception {
        try (FaultySmtpServer server = new FaultySmtpServer()) {
            server.on("RCPT TO:<full@", "552 5.2.2 mailbox full; STOREDRV.Deliver.Exception:QuotaExceededException");
            try (TestGateway gateway = TestGateway.start(home(server))) {
                assertEquals(202, gateway.post("{\"to\":\"full@example.com\",\"subject\":\"s\",\"text\":\"t\"}").statusCode());
                assertEquals(202, gateway.post("{\"to\":\"jane@example.com\",\"subject\":\"s\",\"text\":\"t\"}").statusCode());
                await().until(() -> letters(gateway) == 1 && server.mails() == 1);
                assertTrue(!gateway.manage("/observe/health/ready?data=true").body().contains("paused."), "nobody pauses");
            }
        }
    }
}
