// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.smtp;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.notificationgateway.support.FaultySmtpServer.CONNECT;
import static org.notificationgateway.support.FaultySmtpServer.hangUp;
import static org.notificationgateway.support.FaultySmtpServer.reply;
import static org.notificationgateway.support.FaultySmtpServer.reset;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.notificationgateway.delivery.DeliveryOutcome;
import org.notificationgateway.support.FaultTable;
import org.notificationgateway.support.FaultySmtpServer.Act;
import org.notificationgateway.support.FaultySmtpServer;

/** Failures must leave nothing behind; the profile {@code soak} makes many more of them. */
@ExtendWith(FaultTable.class)
class SmtpLeakIT {
    private static final int FAILURES = Integer.getInteger("gateway.test-failures", 2_000);
    private static final int THREADS = 4;

    /** What the process holds on to. */
    private record Holdings(int threads, long sockets, long heap) {
        static Holdings now() throws IOException {
            System.gc();
            return new Holdings(
                    (int) Thread.getAllStackTraces().keySet().stream()
                            .filter(thread -> !thread.getName().equals("faulty-smtp")).count(),
                    openSockets(), ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }

        private static long openSockets() throws IOException {
            try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
                return files.filter(file -> {
                    try {
                        return Files.readSymbolicLink(file).toString().startsWith("socket:");
                    } catch (IOException e) {
                        return false;
                    }
                }).count();
            }
        }

        @Override
        public String toString() {
            return threads + " threads, " + sockets + " sockets, " + heap / 1_000_000 + " MB";
        }
    }

    @Test
    @DisplayName("F40 failures at every stage in turn leave no thread, no socket and no heap behind")
    void failuresLeaveNothingBehind() throws Exception {
        List<Act> acts = List.of(hangUp(), reset(), reply("421 4.3.2 not now"), reply("550 5.0.0 no"), reply("nonsense"));
        List<String> stages = List.of(CONNECT, "EHLO", "MAIL", "RCPT", "DATA", ".");
        AtomicInteger mail = new AtomicInteger();
        try (FaultySmtpServer server = new FaultySmtpServer().withoutRecords();
                SmtpBench bench = new SmtpBench.Plan(server.port()).pausing(Duration.ZERO).lines()) {
            server.on((session, command) -> {
                int turn = mail.get();
                boolean now = command.regionMatches(true, 0, stages.get(turn % stages.size()), 0, 4);
                return now ? acts.get(turn / stages.size() % acts.size()) : null;
            });
            fail(bench, mail, 600);
            settle(server, bench);
            Holdings before = Holdings.now();
            long start = System.nanoTime();
            fail(bench, mail, FAILURES);
            double seconds = (System.nanoTime() - start) / 1e9;
            settle(server, bench);
            Holdings after = Holdings.now();
            FaultTable.note("F40 figure: " + FAILURES + " failures in " + Math.round(seconds) + " s",
                    before + " before, " + after + " after");
            // Other tests of this JVM come and go; one leak in a hundred failures would show.
            assertTrue(after.threads() <= before.threads() + FAILURES / 100, before + " became " + after);
            assertTrue(after.sockets() <= before.sockets() + FAILURES / 100, before + " became " + after);
            assertTrue(after.heap() <= before.heap() + 8_000_000, before + " became " + after);
            server.heal();
            assertEquals("Delivered", bench.word());
        }
    }

    /** Sends until so many mails were not delivered, whatever else becomes of them. */
    private static void fail(SmtpBench bench, AtomicInteger mail, int failures) throws InterruptedException {
        AtomicInteger left = new AtomicInteger(failures);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            threads.add(new Thread(() -> {
                while (left.get() > 0) {
                    mail.incrementAndGet();
                    if (!(bench.send() instanceof DeliveryOutcome.Delivered)) {
                        left.decrementAndGet();
                    }
                }
            }));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
    }

    /** Until both sides have let go of what is over. */
    private static void settle(FaultySmtpServer server, SmtpBench bench) {
        await().atMost(Duration.ofSeconds(20)).until(() -> server.open() <= bench.open());
    }
}
