// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.acceptance;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.notificationgateway.support.FaultTable;
import org.notificationgateway.support.FaultySmtpServer;
import org.notificationgateway.support.TestHome;

/**
 * A server is away for ten minutes while mail comes in, in a shorter time: the shipped pauses and delays are shortened
 * as the outage is. The profile {@code soak} shortens less.
 */
@ExtendWith(FaultTable.class)
class SmtpOutageIT {
    private static final Duration OUTAGE = Duration.ofSeconds(Integer.getInteger("gateway.test-outage-seconds", 3));
    private static final Pattern ATTEMPT = Pattern.compile("attempt (\\d+): 1 delivered");

    @TempDir
    private Path folder;

    private static final List<String> WAYS = List.of(
            "refuses with 421 at connect", "hangs up at connect", "says 421 to each MAIL", "says 451 to each MAIL");

    private static TestHome home(Path folder) {
        return FaultBench.home(folder)
                .set("delivery.first-pause", shortened(5))
                .set("delivery.longest-pause", shortened(300))
                .set("delivery.retry-delays", shortened(30) + "," + shortened(60) + "," + shortened(120) + ","
                        + shortened(300) + "," + shortened(900));
    }

    private static String shortened(int seconds) {
        return OUTAGE.multipliedBy(seconds).dividedBy(600).toMillis() + "ms";
    }

    private static void fail(FaultySmtpServer server, String how) {
        switch (how) {
            case "refuses with 421 at connect" -> server.on(FaultySmtpServer.CONNECT, "421 4.3.2 down");
            case "hangs up at connect" -> server.on(FaultySmtpServer.CONNECT, FaultySmtpServer.hangUp());
            case "says 421 to each MAIL" -> server.on("MAIL", "421 4.3.2 down");
            default -> server.on("MAIL", "451 4.3.0 down");
        }
    }

    @Test
    @DisplayName("F10 ten minutes of outage at a steady load, four servers at once, each in its way")
    void allIsDeliveredAfterAnOutage() throws Exception {
        ScheduledExecutorService load = Executors.newSingleThreadScheduledExecutor();
        Map<String, FaultySmtpServer> servers = new LinkedHashMap<>();
        TestHome home = home(folder);
        for (String how : WAYS) {
            servers.put(how, new FaultySmtpServer());
            FaultBench.addSender(home, name(how), servers.get(how).port());
            fail(servers.get(how), how);
        }
        try (FaultBench bench = FaultBench.start(home)) {
            AtomicInteger handedIn = new AtomicInteger();
            long end = System.nanoTime() + OUTAGE.toNanos();
            load.scheduleAtFixedRate(() -> {
                int number = handedIn.getAndIncrement();
                WAYS.forEach(how -> bench.sender(name(how)).post("m" + number));
            }, 0, 100, TimeUnit.MILLISECONDS);
            await().atMost(OUTAGE.plusSeconds(5)).until(() -> System.nanoTime() > end);
            Map<String, Integer> away = new HashMap<>();
            servers.forEach((how, server) -> away.put(how, server.connections()));
            servers.values().forEach(FaultySmtpServer::heal);
            load.shutdown();
            assertTrue(load.awaitTermination(10, TimeUnit.SECONDS));
            for (String how : WAYS) {
                assertAllIsDelivered(how, servers.get(how), bench.sender(name(how)), handedIn.get(), away.get(how));
            }
        } finally {
            load.shutdownNow();
            for (FaultySmtpServer server : servers.values()) {
                server.close();
            }
        }
    }

    private static String name(String how) {
        return how.replace(' ', '-');
    }

    private static void assertAllIsDelivered(String how, FaultySmtpServer server, FaultBench.Sender sender, int mails, int away) {
        sender.untilDelivered(mails);
        int attempts = 0;
        int most = 0;
        for (String line : sender.delivered()) {
            Matcher matcher = ATTEMPT.matcher(line);
            assertTrue(matcher.find(), line);
            attempts += Integer.parseInt(matcher.group(1));
            most = Math.max(most, Integer.parseInt(matcher.group(1)));
        }
        assertEquals(mails, server.deliveries().size());
        assertEquals(Set.of(1), Set.copyOf(server.deliveries().values()));
        assertEquals(0, sender.dead().size());
        int peak = server.mostConnectionsWithin(OUTAGE.dividedBy(10)); // a minute
        FaultTable.note("F10 figure: outage, server " + how, mails + " mails, " + away
                + " connections while down, at most " + peak + " in a shortened minute, attempts per mail "
                + Math.round(100.0 * attempts / mails) / 100.0 + ", at most " + most);
        assertTrue(peak <= 2 * mails, "connections within a minute: " + peak);
    }
}
