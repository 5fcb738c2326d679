// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.notificationgateway.support.FaultySmtpServer.reply;
import static org.notificationgateway.support.FaultySmtpServer.stall;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.notificationgateway.outbox.OutboxEntry;
import org.notificationgateway.support.FaultTable;
import org.notificationgateway.support.FaultySmtpServer;
import org.notificationgateway.support.SmtpFault;
import org.notificationgateway.support.SmtpFault.Trait;
import org.notificationgateway.support.TestHome;
import org.notificationgateway.support.TestKeys;

/**
 * What a whole gateway makes of the faults that concern more than one attempt: nothing lost, nobody twice, no storm, and recovery
 * without anybody's help. One gateway has a sender for each row of {@link SmtpFault} and each case.
 */
@ExtendWith(FaultTable.class)
class SmtpFaultsIT {
    private static final List<String> CASES = List.of("away", "partial", "unknown-certificate", "stripped");
    private static final String UMLAUTS = ", \"html\": \"Zo\u00e9 \u65e5\u672c" + "x".repeat(2_000) + "\"";

    @TempDir
    private static Path folder;

    private static final Map<String, FaultySmtpServer> SERVERS = new HashMap<>();
    private static FaultBench bench;
    private static TestKeys keys;
    private static Path good;

    @BeforeAll
    static void start() throws Exception {
        keys = new TestKeys(folder);
        good = keys.selfSigned("good", "ip:127.0.0.1", "-1d", 10);
        Path trust = Files.writeString(folder.resolve("trust.pem"), keys.pem(good));
        TestHome home = FaultBench.home(folder).set("delivery.smtp.trust", trust.toString());
        for (SmtpFault row : SmtpFault.ofAGateway().toList()) {
            add(home, name(row), row.has(Trait.LOGIN) ? ", \"UserName\": \"gateway\", \"Password\": \"secret\"" : "");
        }
        for (String name : CASES) {
            add(home, name, Set.of("away", "partial").contains(name) ? "" : ", \"SecureSocketOption\": \"StartTls\"");
        }
        bench = FaultBench.start(home);
    }

    private static void add(TestHome home, String name, String more) throws IOException {
        SERVERS.put(name, new FaultySmtpServer(TestHome.freePort()));
        FaultBench.addSender(home, name, SERVERS.get(name).port(), more);
    }

    @AfterAll
    static void stop() throws IOException {
        bench.close();
        for (FaultySmtpServer server : SERVERS.values()) {
            server.close();
        }
    }

    private static String name(SmtpFault row) {
        return row.number() + "-" + Integer.toHexString(row.toString().hashCode());
    }

    private static void assertNobodyTwice(FaultySmtpServer server, int mails) {
        assertEquals(mails, server.deliveries().size(), () -> "delivered " + server.deliveries());
        assertEquals(Set.of(1), Set.copyOf(server.deliveries().values()), () -> "delivered " + server.deliveries());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("org.notificationgateway.support.SmtpFault#ofAGateway")
    void endsAsTheTableSays(SmtpFault row) {
        FaultBench.Sender sender = bench.sender(name(row));
        FaultySmtpServer server = SERVERS.get(name(row));
        switch (row.outcome()) {
            case SmtpFault.TRY_AGAIN -> isTriedAgainUntilItGoes(row, sender, server);
            case SmtpFault.NOT_TRIED -> holdsUpTheSenderAndChargesNoMail(row, sender, server);
            case SmtpFault.GIVE_UP -> isADeadLetterOnceAndTheNextMailGoes(row, sender, server);
            default -> isDeliveredAtTheFirstAttempt(row, sender, server);
        }
    }

    private static void isTriedAgainUntilItGoes(SmtpFault row, FaultBench.Sender sender, FaultySmtpServer server) {
        row.deed().to(server, row.times());
        String id = sender.post("later");
        sender.untilDelivered(1);
        assertEquals(1, sender.log("attempt " + (row.times() + 1) + ": 1 delivered").size());
        assertEquals(row.times(), sender.log("1 pending").size());
        assertEquals(Set.of(id), Set.copyOf(server.receivedIds()));
        if (row.has(Trait.ENDS_THE_LINE)) { // after the dot: nobody knows
            assertEquals(row.times() + 1, server.receivedIds().size());
            assertEquals(row.times(), sender.log("may have arrived").size());
        }
        assertNobodyTwice(server, 1);
    }

    private static void holdsUpTheSenderAndChargesNoMail(SmtpFault row, FaultBench.Sender sender, FaultySmtpServer server) {
        row.deed().to(server, Integer.MAX_VALUE);
        sender.postMany("m", 12);
        String last = row.what().startsWith("AUTH PLAIN") ? "AUTH" : "EHLO";
        sender.until(() -> server.count(last) >= row.times());
        assertEquals(0, server.count("MAIL"));
        assertEquals(1, server.mostConnectionsWithin(FaultBench.PAUSE.minusMillis(10)), "logins within a pause");
        server.heal().offering("AUTH PLAIN");
        sender.untilDelivered(12);
        sender.assertNothingWasCharged(12);
        assertNobodyTwice(server, 12);
    }

    private static void isADeadLetterOnceAndTheNextMailGoes(SmtpFault row, FaultBench.Sender sender, FaultySmtpServer server) {
        row.deed().to(server, Integer.MAX_VALUE);
        sender.post("refused", ", \"html\": \"" + "x".repeat(10_000) + "\"");
        sender.until(() -> sender.dead().size() == 1);
        OutboxEntry dead = sender.dead().get(0);
        String reason = String.valueOf(dead.deadReason());
        assertTrue(row.has(Trait.LARGE) ? reason.contains("too large") : row.what().startsWith(reason), reason);
        assertEquals(1, dead.attempts());
        assertEquals(row.has(Trait.BEFORE_THE_MAIL) ? 0 : 1, server.count("MAIL"));
        server.heal().offering();
        sender.post("next");
        sender.untilDelivered(1);
        assertEquals(1, sender.dead().size());
        assertNobodyTwice(server, 1);
    }

    private static void isDeliveredAtTheFirstAttempt(SmtpFault row, FaultBench.Sender sender, FaultySmtpServer server) {
        row.deed().to(server, Integer.MAX_VALUE);
        sender.postMany("slow", 4, UMLAUTS);
        sender.untilDelivered(4);
        assertEquals(4, server.received());
        assertEquals(4, sender.log("attempt 1: 1 delivered").size());
        assertNobodyTwice(server, 4);
        assertEquals(row.number().equals("F47") ? server.connections() : 0, server.count("HELO"));
    }

    @Test
    @DisplayName("F10 port closed: mail waits, charged nothing, told once, recovers alone")
    void aServerThatIsAway() throws Exception {
        FaultBench.Sender sender = bench.sender("away");
        int port = SERVERS.get("away").port();
        SERVERS.get("away").close();
        sender.postMany("m", 12);
        sender.until(() -> sender.log("no attempt").size() >= 3);
        SERVERS.put("away", new FaultySmtpServer(port));
        sender.untilDelivered(12);
        sender.assertNothingWasCharged(12);
        assertNobodyTwice(SERVERS.get("away"), 12);
    }

    @Test
    @DisplayName("F20 2yz, 4yz and 5yz in one mail: the good once, the bad dead once, the busy alone tried again")
    void aServerThatRefusesSome() {
        FaultBench.Sender sender = bench.sender("partial");
        FaultySmtpServer server = SERVERS.get("partial");
        server.on("RCPT TO:<bad", "550 5.1.1 no such user").on("RCPT TO:<busy", 3, reply("450 4.2.1 greylisted"));
        String id = sender.postTo("mixed", "[\"good1@example.com\", \"bad@example.com\", \"busy@example.com\","
                + " \"good2@example.com\"]");
        sender.until(() -> server.mails() == 2 && sender.dead().size() == 1);
        assertEquals(Map.of(id + " good1@example.com", 1, id + " good2@example.com", 1, id + " busy@example.com", 1),
                new TreeMap<>(server.deliveries()));
        assertEquals(1, server.count("RCPT TO:<bad"));
        assertEquals(1, server.count("RCPT TO:<good1"));
        assertEquals(4, server.count("RCPT TO:<busy"));
        assertEquals(1, sender.dead().size());
        assertEquals("bad@example.com", sender.dead().get(0).recipients().get(0).address());
        assertEquals(1, sender.dead().get(0).recipients().size());
        assertEquals("550 5.1.1 no such user", sender.dead().get(0).deadReason());
    }

    @Test
    @DisplayName("F23 an unknown certificate: mail waits unread, told once, recovers when it is replaced")
    void aServerWithACertificateOfItsOwn() throws Exception {
        FaultBench.Sender sender = bench.sender("unknown-certificate");
        FaultySmtpServer server = SERVERS.get("unknown-certificate");
        server.startTls(TestKeys.server(keys.selfSigned("unknown", "ip:127.0.0.1", "-1d", 10)));
        sender.postMany("m", 6);
        sender.until(() -> server.count("STARTTLS") >= 3);
        assertEquals(0, server.count("MAIL"));
        server.startTls(TestKeys.server(good));
        sender.untilDelivered(6);
        sender.assertNothingWasCharged(6);
        assertNobodyTwice(server, 6);
    }

    @Test
    @DisplayName("F25 STARTTLS stripped: mail waits unread, told once, recovers when it is offered")
    void aServerWithoutStartTls() throws Exception {
        FaultBench.Sender sender = bench.sender("stripped");
        FaultySmtpServer server = SERVERS.get("stripped");
        sender.postMany("m", 4);
        sender.until(() -> server.count("EHLO") >= 3);
        assertEquals(0, server.count("MAIL"));
        server.startTls(TestKeys.server(good));
        sender.untilDelivered(4);
        sender.assertNothingWasCharged(4);
        assertEquals(4, server.mails());
    }

    @Test
    @DisplayName("F38 a hung, an absent and a slow server hold up no other sender")
    void threeBadServersAndAGoodOne(@TempDir Path other) throws Exception {
        try (FaultySmtpServer hung = new FaultySmtpServer(); FaultySmtpServer slow = new FaultySmtpServer();
                FaultySmtpServer free = new FaultySmtpServer()) {
            hung.on("MAIL", stall());
            slow.late("MAIL", Duration.ofSeconds(20));
            TestHome home = FaultBench.home(other)
                    .set("delivery.smtp.command-timeout", "40s").set("delivery.smtp.total-timeout", "60s");
            FaultBench.addSender(home, "hung", hung.port());
            FaultBench.addSender(home, "slow", slow.port());
            FaultBench.addSender(home, "absent", TestHome.freePort());
            FaultBench.addSender(home, "free", free.port());
            try (FaultBench four = FaultBench.start(home)) {
                for (String name : List.of("hung", "slow", "absent")) {
                    four.sender(name).postMany("stuck", 12);
                }
                four.sender("hung").until(() -> hung.count("MAIL") > 0 && slow.count("MAIL") > 0 && four.sender("absent").isPaused());
                FaultBench.Sender sender = four.sender("free");
                sender.postMany("free", 20);
                sender.untilDelivered(20);
                assertEquals(20, free.mails());
                assertEquals(20, sender.log("attempt 1: 1 delivered").size());
                assertEquals(0, hung.mails() + slow.mails());
                hung.close(); // lets go of those that hang, so that the gateway stops at once
                slow.close();
            }
        }
    }
}
