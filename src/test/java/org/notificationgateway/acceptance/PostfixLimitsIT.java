// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.acceptance;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.notificationgateway.support.Effort;
import org.notificationgateway.support.FaultTable;
import org.notificationgateway.support.InMemory;
import org.notificationgateway.support.PlacesKept;
import org.notificationgateway.support.PrivatePostfix;
import org.notificationgateway.support.SmtpSink;
import org.notificationgateway.support.TestGateway;
import org.notificationgateway.support.TestHome;

/**
 * What a real Postfix takes by its {@code smtpd_client_*_limit}s is used, and costs no mail anything. Its anvil begins a window with
 * the first mail after the one before, and each is a second longer than {@code anvil_rate_time_unit}; here it is some seconds long and
 * not 61, and the pauses are so much shorter. More mails: {@code -Ptrials}.
 */
class PostfixLimitsIT {
    private static final int UNIT = Effort.of(1, 4);
    private static final Duration WINDOW = Duration.ofSeconds(UNIT + 1);
    private static final int LEARNING = Effort.of(0, 5); // windows
    private static final Pattern TAKEN = Pattern.compile("message-id=(<[^>]+>)");

    @TempDir(factory = InMemory.class) // the share is not to depend on how busy the machine's disk is
    private Path folder;

    @Test
    void areUsedByWhoeverLearnsThem() throws Exception {
        areUsed(false, Effort.of(10, 250), Effort.of(31, 10_000));
    }

    @Test
    void areUsedByWhoeverHasAProfile() throws Exception {
        areUsed(true, Effort.of(10, 50), Effort.of(31, 2_001)); // a place is to be long beside what a busy machine is late
    }

    private void areUsed(boolean profiled, int perWindow, int mails) throws Exception {
        try (SmtpSink sink = new SmtpSink(folder, TestHome.freePort());
                PrivatePostfix postfix = new PrivatePostfix(sink, "default_transport = discard", "anvil_rate_time_unit = " + UNIT + "s",
                        "smtpd_client_message_rate_limit = " + perWindow, "smtpd_client_recipient_rate_limit = " + perWindow,
                        "smtpd_client_connection_count_limit = 3", "smtpd_client_connection_rate_limit = 20")) {
            TestHome home = new TestHome(Files.createDirectory(folder.resolve("home"))).server("""
                    { "FromAddress": "no-reply@contoso.com", "Host": "127.0.0.1", "Port": %d, "SecureSocketOption": "None" }"""
                    .formatted(postfix.port()));
            home.shorterPauses(61.0 / WINDOW.toSeconds()).set("delivery.retry-delays", "1h");
            if (profiled) {
                home.write("config/profiles.yaml", "profiles:\n  ours:\n    connections: 3\n    mails-per-minute: "
                        + perWindow * 60 / WINDOW.toSeconds() + "\n").set("delivery.smtp.server.profile", "ours");
            }
            try (TestGateway gateway = TestGateway.start(home); PlacesKept others = new PlacesKept(WINDOW.dividedBy(perWindow))) {
                others.begin();
                List<Seen> seen = new ArrayList<>();
                for (int from = 0; from < mails; from += 200) {
                    assertEquals(202, gateway.post(request(from, Math.min(mails, from + 200))).statusCode());
                    if (from == 0) {
                        await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(5)).until(() -> delivered(gateway) > 0);
                        seen.add(new Seen(System.nanoTime(), 0));
                    }
                }
                watch(gateway, seen, mails);
                List<Seen> known = seen.stream().filter(one -> one.before() >= LEARNING * perWindow).toList();
                double possible = profiled ? Math.min(1, others.kept()) : 1;
                double used = used(known, profiled) / perWindow;
                double all = used(seen, profiled) / perWindow;
                await().until(() -> TAKEN.matcher(postfix.log()).results().count() >= mails); // its log comes late
                String log = postfix.log();
                long refused = log.lines().filter(line -> line.contains("rate limit exceeded")).count();
                FaultTable.note("Postfix, " + perWindow + " mails in " + WINDOW + (profiled ? ", with a profile" : ""),
                        "%d mails in %.1f s, %.1f %% of its windows used, %.1f %% with those that it takes to learn, %.1f %% possible, %d refused".formatted(
                                mails, (seen.get(seen.size() - 1).at() - seen.get(0).at()) / 1e9, used * 100, all * 100, possible * 100, refused));
                String metrics = gateway.manage("/observe/metrics").body();
                assertAll(
                        () -> assertTrue(profiled || refused > 0, "it never refused one"),
                        () -> assertTrue(used >= Effort.of(70, 98) / 100.0 * possible, used + " of its windows, of " + possible),
                        () -> assertEquals(mails, TAKEN.matcher(log).results().count()),
                        () -> assertEquals(mails, TAKEN.matcher(log).results().map(one -> one.group(1)).distinct().count()),
                        () -> assertTrue(gateway.manage("/dead").body().split("\"id\"").length == 1, "a dead letter"),
                        () -> assertTrue(!metrics.contains("outcome=\"try again\""), metrics));
            }
        }
    }

    /** How many had been delivered before this moment, in which there are more. */
    private record Seen(long at, int before) {}

    private static int delivered(TestGateway gateway) {
        return (int) gateway.context().getRegistry().findSingleByType(MeterRegistry.class)
                .find("gateway.outcomes").tag("outcome", "delivered").counters().stream().mapToDouble(Counter::count).sum();
    }

    private static void watch(TestGateway gateway, List<Seen> seen, int mails) {
        AtomicInteger last = new AtomicInteger(delivered(gateway));
        await().atMost(Duration.ofMinutes(15)).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(5)).until(() -> {
            int now = delivered(gateway);
            int before = last.getAndSet(now);
            if (now > before) {
                seen.add(new Seen(System.nanoTime(), before));
            }
            return now >= mails;
        });
    }

    /** Mails of a window, from the beginning of one to that of a later one, if they can be told from each other. */
    private static double used(List<Seen> seen, boolean evenly) {
        List<Seen> begins = new ArrayList<>(evenly ? seen : List.of(seen.get(0)));
        for (int i = 1; i < seen.size() && !evenly; i++) {
            if (seen.get(i).at() - seen.get(i - 1).at() > WINDOW.dividedBy(5).toNanos()) {
                begins.add(seen.get(i));
            }
        }
        if (!evenly && seen.get(0).before() > 0) {
            begins.remove(0); // in the midst of one
        }
        Seen first = begins.get(0); // nothing of it yet
        Seen end = begins.get(begins.size() - 1);
        return (double) (end.before() - first.before()) * WINDOW.toNanos() / (end.at() - first.at());
    }

    private static String request(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> "{\"id\":\"m" + i + "\",\"to\":\"jane@example.com\",\"subject\":\"s\",\"text\":\"t\"}")
                .collect(Collectors.joining(",", "[", "]"));
    }
}
