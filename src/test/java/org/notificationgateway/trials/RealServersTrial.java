// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.trials;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.notificationgateway.support.TestHome;

/**
 * Mail servers of others, with limits: each mail arrives once, and none waits out a retry because a session, a connection
 * or a mail to many came up against a limit. {@code -Dtrial.server=WORD}: those named so.
 */
class RealServersTrial {
    private static final int MAILS = 500;
    private static final int TO_MANY_EVERY = 25;
    private static final int MANY = 12;
    private static final Pattern ATTEMPT = Pattern.compile("/real-\\d+ attempt \\d+:");
    private static final String WORD = System.getProperty("trial.server", "");

    @TempDir
    private Path folder;

    private record Result(int accepted, int delivered, int doubled, Set<String> lost, long further, int dead,
            double seconds) {
        @Override
        public String toString() {
            return String.format("accepted %d, delivered %d, doubled %d, lost %d, further attempts %d, dead letters %d, "
                    + "%.1f s", accepted, delivered, doubled, lost.size(), further, dead, seconds)
                    + (lost.isEmpty() ? "" : ", lost " + lost.stream().limit(5).toList());
        }
    }

    @ParameterizedTest
    @EnumSource
    void eachMailArrivesOnceAndNoneWaitsForALimit(RealServerKind kind) throws Exception {
        assumeTrue((kind.name() + kind).toLowerCase().contains(WORD.toLowerCase()), "not asked for");
        assumeTrue("root".equals(System.getProperty("user.name")), "mail servers change accounts: only root can start them");
        try (RealServer server = kind.start(folder.resolve("server"))) {
            Result result = run(kind, server);
            System.out.printf("real servers, %s: %s%n", kind, result);
            String seen = kind + ": " + result + "\n" + server.output();
            assertEquals(MAILS, result.accepted(), seen);
            assertEquals(0, result.lost().size(), seen);
            assertEquals(0, result.doubled(), seen);
            assertEquals(0, result.dead(), seen);
            assertTrue(kind.limitsRate() || result.further() == 0, seen);
            assertTrue(result.seconds() < (kind.limitsRate() ? 300 : 100), seen);
        }
    }

    private Result run(RealServerKind kind, RealServer server) throws Exception {
        TestHome home = new TestHome(folder.resolve("home"), TrialGateway.DISTRIBUTION)
                .server(server.settings())
                .set("delivery.retry-delays", kind.retryDelay().toSeconds() + "s")
                .set("delivery.first-pause", "1s");
        TrialClient client = new TrialClient(home);
        Set<String> expected = new TreeSet<>();
        IntStream.range(0, MAILS).forEach(mail -> expected.addAll(recipients(mail)));
        try (TrialGateway gateway = TrialGateway.start(home, "-Xmx256m").awaitStart()) {
            int accepted = client.post(requests()) == 202 ? MAILS : 0;
            Instant first = Instant.now();
            settle(server, expected.size());
            List<RealServer.Copy> copies = server.copies();
            Set<String> delivered = new HashSet<>();
            copies.forEach(copy -> delivered.add(copy.messageId() + " to " + copy.recipient()));
            Set<String> lost = new TreeSet<>(expected);
            copies.forEach(copy -> lost.remove(copy.recipient()));
            Instant last = copies.stream().map(RealServer.Copy::at).max(Instant::compareTo).orElse(first);
            long tried = gateway.output().lines().filter(line -> ATTEMPT.matcher(line).find()).count();
            return new Result(accepted, delivered.size(), copies.size() - delivered.size(), lost,
                    tried - MAILS, client.deadLetters("id").size(), Duration.between(first, last).toMillis() / 1e3);
        }
    }

    /** Waits until all has come, and a while longer for what comes twice. */
    private static void settle(RealServer server, int copies) {
        try {
            await().atMost(Duration.ofSeconds(150)).pollInterval(Duration.ofMillis(500))
                    .until(() -> server.size() >= copies);
            await().pollDelay(Duration.ofSeconds(5)).atMost(Duration.ofSeconds(10)).until(() -> true);
        } catch (ConditionTimeoutException e) {
            // the result tells what is missing
        }
    }

    private static List<String> recipients(int mail) {
        int many = mail % TO_MANY_EVERY == 0 ? MANY : 1;
        return IntStream.range(0, many).mapToObj(one -> "r-" + mail + "-" + one + "@example.com").toList();
    }

    /** All in one array. */
    private static byte[] requests() {
        List<String> requests = new ArrayList<>();
        for (int mail = 0; mail < MAILS; mail++) {
            requests.add("{\"id\":\"real-" + mail + "\",\"to\":[\"" + String.join("\",\"", recipients(mail))
                    + "\"],\"subject\":\"trial " + mail + "\",\"text\":\"A small mail.\\n\"}");
        }
        return ("[" + String.join(",", requests) + "]").getBytes(StandardCharsets.US_ASCII);
    }
}
