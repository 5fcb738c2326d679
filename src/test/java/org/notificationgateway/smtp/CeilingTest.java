// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.smtp;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.notificationgateway.support.FaultySmtpServer;

/** How many connections a server bears is remembered for an hour, and then found out anew. */
class CeilingTest {
    private static final Duration SUBMISSION = Duration.ofMillis(5);

    private final AtomicLong nanos = new AtomicLong(-5); // as a JVM's may be
    private final AtomicInteger most = new AtomicInteger(2); // that the server bears
    private final AtomicInteger seen = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();

    @ParameterizedTest
    @CsvSource({
        "(connect), 421 4.7.0 Error: too many connections from 127.0.0.1",
        "MAIL, 421 4.3.2 too busy",
        "DATA, 432 4.3.2 Concurrent connections limit exceeded",
        "., 432 4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded",
        "., 421 4.3.2 too many concurrent sessions"
    })
    void theServersCeilingHoldsForAnHour(String stage, String reply) throws Exception {
        try (FaultySmtpServer server = new FaultySmtpServer();
                SmtpBench bench = new SmtpBench.Plan(server.port()).connections(4).nanos(nanos::get).lines()) {
            server.late("RCPT", SUBMISSION).on((session, command) -> {
                boolean here = command.regionMatches(true, 0, stage, 0, stage.length());
                seen.accumulateAndGet(bench.open(), Math::max); // the server notices late that one has gone
                if (!here || server.open() <= most.get()) {
                    return null;
                }
                refused.incrementAndGet();
                return reply.startsWith("421") ? both(FaultySmtpServer.reply(reply)) : FaultySmtpServer.reply(reply);
            });
            send(bench, server);
            assertTrue(refused.get() > 0, "it never met the ceiling");
            most.set(Integer.MAX_VALUE);
            forget(bench, server);
            send(bench, server);
            assertTrue(seen.get() <= 2, seen + ": it was told that two are the most");
            nanos.addAndGet(Duration.ofMinutes(59).toNanos());
            send(bench, server);
            assertTrue(seen.get() <= 2, seen + ": the hour is not over");
            nanos.addAndGet(Duration.ofMinutes(2).toNanos());
            send(bench, server);
            assertTrue(seen.get() > 2, "the hour is over");
        }
    }

    /** Lines of before may be open still, and the pause of one that was refused alone is over. */
    private void forget(SmtpBench bench, FaultySmtpServer server) {
        await().until(() -> server.open() <= 2 && bench.open() <= 2);
        seen.set(0);
    }

    private static FaultySmtpServer.Act both(FaultySmtpServer.Act first) {
        return session -> {
            first.on(session);
            FaultySmtpServer.hangUp().on(session);
        };
    }

    private void send(SmtpBench bench, FaultySmtpServer server) throws Exception {
        List<String> words = bench.words(8, 10);
        assertTrue(words.stream().allMatch(word -> word.equals("Delivered") || word.equals("NotTried")), words.toString());
        assertTrue(server.mails() > 0);
    }
}
