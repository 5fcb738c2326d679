// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.notificationgateway.support.FaultySmtpServer.afterData;
import static org.notificationgateway.support.FaultySmtpServer.hangUp;
import static org.notificationgateway.support.FaultySmtpServer.reply;
import static org.notificationgateway.support.FaultySmtpServer.reset;
import static org.notificationgateway.support.FaultySmtpServer.stall;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.notificationgateway.outbox.OutboxEntry;
import org.notificationgateway.support.FaultTable;
import org.notificationgateway.support.FaultySmtpServer.Act;
import org.notificationgateway.support.FaultySmtpServer;
import org.notificationgateway.support.TestHome;
import org.notificationgateway.support.TestKeys;

/** The fault catalogue on a whole gateway: nothing lost, nobody twice, no storm, and recovery without anybody's help. */
@ExtendWith(FaultTable.class)
class SmtpFaultsAcceptanceTest {
    @TempDir
    private Path folder;

    private FaultySmtpServer server;

    @BeforeEach
    void listen() throws Exception {
        server = new FaultySmtpServer();
    }

    @AfterEach
    void close() throws Exception {
        server.close();
    }

    private TestHome home(String... more) {
        return FaultBench.home(folder, server.port(), more);
    }

    private static Act[] times(int count, Act act) {
        Act[] acts = new Act[count];
        Arrays.fill(acts, act);
        return acts;
    }

    /** Acts so the first times, then as it should. */
    private void first(String prefix, Act... acts) {
        AtomicInteger next = new AtomicInteger();
        server.on((session, command) -> {
            if (!command.regionMatches(true, 0, prefix, 0, prefix.length())) {
                return null;
            }
            int turn = next.getAndIncrement();
            return turn < acts.length ? acts[turn] : null;
        });
    }

    private void assertNobodyTwice(int mails) {
        assertEquals(mails, server.deliveries().size(), () -> "delivered " + server.deliveries());
        assertEquals(Set.of(1), Set.copyOf(server.deliveries().values()), () -> "delivered " + server.deliveries());
    }

    @Test
    @DisplayName("F10 port closed: mail waits, charged nothing, told once, recovers alone")
    void aServerThatIsAway() throws Exception {
        int port = server.port();
        server.close();
        try (FaultBench bench = FaultBench.start(FaultBench.home(folder, port))) {
            bench.postMany("m", 12);
            bench.until(() -> bench.log("no attempt").size() >= 3);
            server = new FaultySmtpServer(port);
            bench.untilDelivered(12);
            bench.assertNothingWasCharged(12);
            assertNobodyTwice(12);
        }
    }

    @Test
    @DisplayName("F11 4yz three times at MAIL, RCPT, DATA or dot: delivered at the fourth attempt")
    void aServerThatWantsItLater() {
        Map<String, String> replies = Map.of("MAIL", "451 4.3.0 later", "RCPT", "450 4.2.1 greylisted",
                "DATA", "499 4.9.9 unheard of", ".", "452 4.3.1 disk full");
        try (FaultBench bench = FaultBench.start(home())) {
            int mails = 0;
            for (String command : replies.keySet()) {
                server.heal();
                boolean used = mails > 0 && command.equals("MAIL"); // then it may be the connection, and a fresh one is asked
                first(command, times(used ? 4 : 3, reply(replies.get(command))));
                bench.post("later" + mails++);
                bench.untilDelivered(mails);
            }
            assertEquals(4, bench.log("attempt 4: 1 delivered").size());
            assertEquals(12, bench.log("1 pending").size());
            assertNobodyTwice(4);
        }
    }

    @Test
    @DisplayName("F12 a server that demands RSET after each error, mixed good and bad mail")
    void aServerThatDemandsReset() {
        server.demandingReset().on("RCPT TO:<bad", "550 5.1.1 no such user");
        try (FaultBench bench = FaultBench.start(home())) {
            for (int i = 0; i < 10; i++) {
                bench.postTo("mixed" + i, "[\"good" + i + "@example.com\", \"bad" + i + "@example.com\"]");
                bench.post("bad-alone" + i);
            }
            bench.until(() -> bench.dead().size() == 20 && server.mails() == 10);
            assertTrue(bench.dead().stream().noneMatch(entry -> String.valueOf(entry.deadReason()).contains("503")));
            assertNobodyTwice(10);
        }
    }

    @Test
    @DisplayName("F13 at most 2 connections, 5 mails a session: all delivered at the first attempt")
    void aServerWithLimits() {
        server.atMostSessions(2).atMostMailsPerSession(5).late(".", Duration.ofMillis(5));
        try (FaultBench bench = FaultBench.start(home())) {
            bench.postMany("m", 60);
            bench.untilDelivered(60);
            assertEquals(60, bench.log("attempt 1: 1 delivered").size());
            assertNobodyTwice(60);
            FaultTable.note("F13 figure: 60 mails, 2 connections and 5 mails a session allowed",
                    server.connections() + " connections, " + server.refused() + " times a limit met");
        }
    }

    @Test
    @DisplayName("F14 close after the dot: sent again with the same Message-ID, told as possible duplicate")
    void aServerThatHangsUpAfterTheDot() {
        first(".", hangUp(), hangUp());
        try (FaultBench bench = FaultBench.start(home())) {
            String id = bench.post("unknown");
            bench.untilDelivered(1);
            assertEquals(3, server.receivedIds().size());
            assertEquals(Set.of(id), Set.copyOf(server.receivedIds()));
            assertEquals(2, bench.log("may have arrived").size());
            assertEquals(1, bench.log("attempt 3: 1 delivered").size());
            assertNobodyTwice(1);
        }
    }

    @Test
    @DisplayName("F15 250 after 3 s, far beyond retry delay and command timeout: sent once")
    void aServerThatThinksLongAfterTheDot() {
        server.late(".", Duration.ofSeconds(3));
        try (FaultBench bench = FaultBench.start(home())) {
            bench.postMany("slow", 4);
            bench.untilDelivered(4);
            assertEquals(4, server.received());
            assertEquals(4, bench.log("attempt 1: 1 delivered").size());
            assertNobodyTwice(4);
        }
    }

    @Test
    @DisplayName("F16 RST in the data: tried again, delivered once")
    void aServerThatResetsInTheData() {
        first("DATA", times(2, afterData(200, reset())));
        try (FaultBench bench = FaultBench.start(home())) {
            bench.post("reset", ", \"html\": \"" + "x".repeat(100_000) + "\"");
            bench.untilDelivered(1);
            assertEquals(1, server.received());
            assertNobodyTwice(1);
        }
    }

    @Test
    @DisplayName("F17 a hang at each stage costs one deadline, then delivered")
    void aServerThatHangs() {
        try (FaultBench bench = FaultBench.start(home().set("delivery.smtp.greeting-timeout", "500ms")
                .set("delivery.smtp.command-timeout", "500ms").set("delivery.smtp.data-timeout", "500ms")
                .set("delivery.smtp.mails-per-connection", "1"))) {
            int mails = 0;
            for (String command : List.of("(connect)", "EHLO", "MAIL", "RCPT", "DATA")) {
                server.heal();
                first(command, stall());
                bench.post("hang" + mails++);
                bench.untilDelivered(mails);
                assertEquals(mails, bench.log("1 pending").size(), () -> "told " + bench.log("1 pending"));
            }
            assertEquals(2, bench.log("attempt 1: 1 delivered").size());
            assertEquals(3, bench.log("attempt 2: 1 delivered").size());
            assertNobodyTwice(5);
        }
    }

    @Test
    @DisplayName("F18 a reply dripped without end: ends at its deadline, delivered later")
    void aServerThatDrips() {
        first("RCPT", FaultySmtpServer.drip("250 " + "x".repeat(4_000), Duration.ofMillis(50)),
                FaultySmtpServer.endlessLine(), FaultySmtpServer.endlessReply());
        try (FaultBench bench = FaultBench.start(home())) {
            bench.post("drip");
            bench.untilDelivered(1);
            assertEquals(1, bench.log("attempt 4: 1 delivered").size());
            assertNobodyTwice(1);
        }
    }

    @Test
    @DisplayName("F19 the server closes idle lines: no mail is charged an attempt")
    void aServerThatClosesIdleLines() {
        server.endsIdleSessionsAfter(Duration.ofMillis(200));
        try (FaultBench bench = FaultBench.start(home())) {
            for (int round = 1; round <= 4; round++) {
                bench.postMany("round" + round + "-", 3);
                bench.untilDelivered(3 * round);
                bench.until(() -> server.open() == 0);
            }
            assertEquals(12, bench.log("attempt 1: 1 delivered").size());
            assertEquals(0, bench.log("pauses").size());
            assertNobodyTwice(12);
        }
    }

    @Test
    @DisplayName("F20 2yz, 4yz and 5yz in one mail: the good once, the bad dead once, the busy alone tried again")
    void aServerThatRefusesSome() {
        server.on("RCPT TO:<bad", "550 5.1.1 no such user");
        first("RCPT TO:<busy", times(3, reply("450 4.2.1 greylisted")));
        try (FaultBench bench = FaultBench.start(home())) {
            String id = bench.postTo("mixed", "[\"good1@example.com\", \"bad@example.com\", \"busy@example.com\","
                    + " \"good2@example.com\"]");
            bench.until(() -> server.mails() == 2 && bench.dead().size() == 1);
            assertEquals(Map.of(id + " good1@example.com", 1, id + " good2@example.com", 1, id + " busy@example.com", 1),
                    new TreeMap<>(server.deliveries()));
            assertEquals(1, server.count("RCPT TO:<bad"));
            assertEquals(1, server.count("RCPT TO:<good1"));
            assertEquals(4, server.count("RCPT TO:<busy"));
            assertEquals(1, bench.dead().size());
            assertEquals("bad@example.com", bench.dead().get(0).recipients().get(0).address());
            assertEquals(1, bench.dead().get(0).recipients().size());
            assertEquals("550 5.1.1 no such user", bench.dead().get(0).deadReason());
        }
    }

    @Test
    @DisplayName("F21 5yz at MAIL, RCPT, DATA or dot: dead letter once, no retry")
    void aServerThatRefuses() {
        Map<String, String> replies = Map.of("MAIL", "550 5.7.1 not you", "RCPT", "550 5.1.1 no such user",
                "DATA", "554 5.5.1 no", ".", "599 5.9.9 unheard of");
        try (FaultBench bench = FaultBench.start(home())) {
            Set<String> reasons = new TreeSet<>();
            for (String command : replies.keySet()) {
                server.heal().on(command, replies.get(command));
                bench.post("refused" + reasons.size());
                reasons.add(replies.get(command));
                bench.until(() -> bench.dead().size() == reasons.size());
            }
            server.heal();
            bench.post("last");
            bench.untilDelivered(1);
            assertTrue(server.count("MAIL") <= 6, "once more over a fresh connection: " + server.count("MAIL"));
            assertEquals(reasons, bench.dead().stream().map(OutboxEntry::deadReason)
                    .collect(Collectors.toCollection(TreeSet::new)));
            assertTrue(bench.dead().stream().allMatch(entry -> entry.attempts() == 1));
        }
    }

    @Test
    @DisplayName("F23 an unknown certificate: mail waits unread, told once, recovers when it is replaced")
    void aServerWithACertificateOfItsOwn() throws Exception {
        TestKeys keys = new TestKeys(folder);
        Path good = keys.selfSigned("good", "ip:127.0.0.1", "-1d", 10);
        Path trust = Files.writeString(folder.resolve("trust.pem"), keys.pem(good));
        server.startTls(TestKeys.server(keys.selfSigned("unknown", "ip:127.0.0.1", "-1d", 10)));
        TestHome home = home(", \"SecureSocketOption\": \"StartTls\"")
                .set("delivery.smtp.trust", trust.toString());
        try (FaultBench bench = FaultBench.start(home)) {
            bench.postMany("m", 6);
            bench.until(() -> server.count("STARTTLS") >= 3);
            assertEquals(0, server.count("MAIL"));
            server.startTls(TestKeys.server(good));
            bench.untilDelivered(6);
            bench.assertNothingWasCharged(6);
            assertNobodyTwice(6);
        }
    }

    @ParameterizedTest(name = "F24 AUTH {0}: at most one login a pause, no dead letter, recovers")
    @ValueSource(strings = {"535 5.7.8 wrong", "535 5.7.139 basic authentication is disabled", "454 4.7.0 later"})
    void aServerThatRefusesTheLogin(String reply) {
        server.offering("AUTH PLAIN").on("AUTH", reply);
        TestHome home = home(", \"UserName\": \"gateway\", \"Password\": \"secret\"");
        try (FaultBench bench = FaultBench.start(home)) {
            bench.postMany("m", 12);
            bench.until(() -> server.count("AUTH") >= 4);
            assertEquals(1, server.mostConnectionsWithin(FaultBench.PAUSE.minusMillis(10)), "logins within a pause");
            server.heal();
            bench.untilDelivered(12);
            bench.assertNothingWasCharged(12);
            assertNobodyTwice(12);
        }
    }

    @Test
    @DisplayName("F24 AUTH not offered, then offered")
    void aServerThatOffersNoLogin() {
        TestHome home = home(", \"UserName\": \"gateway\", \"Password\": \"secret\"");
        try (FaultBench bench = FaultBench.start(home)) {
            bench.postMany("m", 4);
            bench.until(() -> server.count("EHLO") >= 3);
            assertEquals(0, server.count("MAIL"));
            server.offering("AUTH PLAIN");
            bench.untilDelivered(4);
            bench.assertNothingWasCharged(4);
        }
    }

    @Test
    @DisplayName("F25 STARTTLS stripped: mail waits unread, told once, recovers when it is offered")
    void aServerWithoutStartTls() throws Exception {
        TestKeys keys = new TestKeys(folder);
        Path good = keys.selfSigned("good", "ip:127.0.0.1", "-1d", 10);
        Path trust = Files.writeString(folder.resolve("trust.pem"), keys.pem(good));
        TestHome home = home(", \"SecureSocketOption\": \"StartTls\"")
                .set("delivery.smtp.trust", trust.toString());
        try (FaultBench bench = FaultBench.start(home)) {
            bench.postMany("m", 4);
            bench.until(() -> server.count("EHLO") >= 3);
            assertEquals(0, server.count("MAIL"));
            server.startTls(TestKeys.server(good));
            bench.untilDelivered(4);
            bench.assertNothingWasCharged(4);
            assertEquals(4, server.mails());
        }
    }

    @ParameterizedTest(name = "F38 {0} server holds up no other sender")
    @ValueSource(strings = {"hung", "absent", "slow"})
    void oneBadServerAmongTwo(String how) throws Exception {
        try (FaultySmtpServer other = new FaultySmtpServer()) {
            if (how.equals("hung")) {
                server.on("MAIL", stall());
            } else if (how.equals("slow")) {
                server.late("MAIL", Duration.ofSeconds(20));
            } else {
                server.close();
            }
            TestHome home = home().agent(FaultBench.settings("agent@contoso.com", other.port()))
                    .set("delivery.smtp.command-timeout", "40s").set("delivery.smtp.total-timeout", "60s");
            try (FaultBench bench = FaultBench.start(home)) {
                bench.postMany("stuck", 12);
                bench.until(() -> how.equals("absent") ? bench.isPaused("server") : server.count("MAIL") > 0);
                bench.postMany("free", 20, ", \"sender\": \"agent\"");
                bench.untilDelivered(20);
                assertEquals(20, other.mails());
                assertEquals(20, bench.log("attempt 1: 1 delivered").size());
                server.close(); // lets go of those that hang, so that the gateway stops at once
            }
        }
    }

    @Test
    @DisplayName("F47 no extension at all: umlauts, an attachment and a long line arrive as 7-bit")
    void aServerWithoutExtensions() {
        server.on("EHLO", "500 5.5.1 what?");
        try (FaultBench bench = FaultBench.start(home())) {
            bench.post("plain", ", \"html\": \"Zo\u00e9 \u65e5\u672c" + "x".repeat(2_000) + "\"");
            bench.untilDelivered(1);
            assertEquals(1, server.count("HELO"));
            assertNobodyTwice(1);
        }
    }

    @Test
    @DisplayName("F48 larger than SIZE: dead letter 'too large' without a word to the server, small ones go")
    void aMailLargerThanTheServerTakes() {
        server.offering("SIZE 5000");
        try (FaultBench bench = FaultBench.start(home())) {
            bench.post("large", ", \"html\": \"" + "x".repeat(10_000) + "\"");
            bench.until(() -> bench.dead().size() == 1);
            assertTrue(String.valueOf(bench.dead().get(0).deadReason()).contains("too large"));
            assertEquals(0, server.count("MAIL"));
            bench.post("small");
            bench.untilDelivered(1);
        }
    }
}
