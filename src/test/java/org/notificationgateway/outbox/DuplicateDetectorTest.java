// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.notificationgateway.outbox.Acceptance.Kind.ACCEPTED;
import static org.notificationgateway.outbox.Acceptance.Kind.ALREADY_ACCEPTED;
import static org.notificationgateway.outbox.Acceptance.Kind.CONFLICT;

import jakarta.jms.JMSException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.notificationgateway.outbox.embedded.EmbeddedBroker;
import org.notificationgateway.outbox.ledger.Arrival;
import org.notificationgateway.outbox.ledger.Claim;
import org.notificationgateway.outbox.ledger.Ledger;
import org.notificationgateway.outbox.ledger.LedgerAccess;
import org.notificationgateway.outbox.ledger.RequestKey;
import org.notificationgateway.support.Jms;
import org.notificationgateway.support.TestSteps;

/** One id is one mail and one content, also after a crash at any point between ledger and broker. */
class DuplicateDetectorTest {
    private static final Submission MAIL = mail("7", "content");
    private static final Submission OTHER = mail("7", "other content");

    @TempDir
    private Path folder;

    private EmbeddedBroker broker;
    private Ledger ledger;
    private GroupStore outbox;
    private DuplicateDetector desk;

    @BeforeEach
    void open() throws Exception {
        startBroker(folder.resolve("broker"));
        ledger = new Ledger(LedgerAccess.ofFile(folder.resolve("ledger.db")), Clock.systemUTC(), Duration.ofDays(7));
        ledger.open();
        desk = new DuplicateDetector(outbox, ledger);
    }

    private void startBroker(Path journal) {
        broker = new EmbeddedBroker(journal, List.of("server"), TestSteps.REDELIVERY, null);
        broker.start();
        outbox = broker.store(true);
    }

    @AfterEach
    void close() {
        outbox.close();
        desk.close();
        broker.stop();
    }

    @Nested
    class AnId {
        @Test
        void isAcceptedOnceForOneContent() throws Exception {
            assertEquals(List.of(ACCEPTED), accept(MAIL));
            assertEquals(List.of(ALREADY_ACCEPTED), accept(MAIL));
            assertEquals(List.of(CONFLICT), accept(OTHER));
            assertStored("7");
        }

        @Test
        void usedTwiceInOneGroupIsJudgedByTheFirst() throws Exception {
            assertEquals(List.of(ACCEPTED, ALREADY_ACCEPTED, CONFLICT, ACCEPTED), accept(MAIL, MAIL, OTHER, mail("8", "")));
            assertStored("7", "8");
        }

        @Test
        void knownToTheLedgerHoldsUpNobodyElseInItsGroup() throws Exception {
            accept(MAIL);
            assertEquals(List.of(ACCEPTED, ALREADY_ACCEPTED, ACCEPTED), accept(mail("6", ""), MAIL, mail("8", "")));
            assertStored("7", "6", "8");
        }

        @Test
        void isAnsweredWithTheMailThatWasAccepted() throws Exception {
            accept(MAIL);
            Acceptance repeat = desk.accept(List.of(MAIL)).get(0);
            assertEquals(MAIL.entry().messageId(), repeat.messageId());
            assertEquals(MAIL.entry().recipients(), repeat.recipients());
        }
    }

    @Nested
    class AfterACrashBeforeTheMailWasStored {
        @BeforeEach
        void crash() throws Exception {
            claim(MAIL);
        }

        @Test
        void aRepeatIsAccepted() throws Exception {
            assertEquals(List.of(ACCEPTED), accept(MAIL));
            assertStored("7");
        }

        @Test
        void otherContentTakesTheIdOver() throws Exception {
            assertEquals(List.of(ACCEPTED), accept(OTHER));
            assertEquals(List.of(CONFLICT), accept(MAIL));
            assertStored("7");
        }
    }

    @Nested
    class AfterACrashBeforeTheLedgerNotedTheMail {
        @BeforeEach
        void crash() throws Exception {
            String token = claim(MAIL);
            outbox.commit(List.of(MAIL.entry().named(token)));
        }

        @Test
        void aRepeatIsNotMailedTwice() throws Exception {
            assertEquals(List.of(ALREADY_ACCEPTED), accept(MAIL));
            assertStored("7");
        }

        @Test
        void otherContentIsAConflict() throws Exception {
            assertEquals(List.of(CONFLICT), accept(OTHER));
            assertEquals(List.of(ALREADY_ACCEPTED), accept(MAIL));
            assertStored("7");
        }

        @Test
        void theRestOfItsGroupIsStored() throws Exception {
            assertEquals(List.of(ACCEPTED, ALREADY_ACCEPTED, ACCEPTED), accept(mail("6", ""), MAIL, mail("8", "")));
            assertStored("7", "6", "8");
        }
    }

    @Test
    void aBrokerThatForgotDoesNotMailTwice() throws Exception {
        accept(MAIL);
        close();
        startBroker(folder.resolve("another"));
        ledger.open();
        desk = new DuplicateDetector(outbox, ledger);
        assertEquals(List.of(ALREADY_ACCEPTED), accept(MAIL));
        assertStored();
    }

    @Test
    void anIdThatALostLedgerKnewIsMailedAgainRatherThanSwallowed() throws Exception {
        accept(MAIL);
        newLedger("lost", Clock.systemUTC());
        assertEquals(List.of(ACCEPTED), accept(OTHER));
        assertEquals(List.of(CONFLICT), accept(MAIL));
        assertStored("7", "7");
    }

    @Test
    void anIdUsedAgainAfterItsWindowIsMailed() throws Exception {
        accept(MAIL);
        Clock later = Clock.offset(Clock.systemUTC(), Duration.ofDays(8));
        newLedger("ledger", later);
        assertEquals(List.of(ACCEPTED), accept(OTHER));
        assertEquals(List.of(ALREADY_ACCEPTED), accept(OTHER));
        assertEquals(List.of(CONFLICT), accept(MAIL));
        assertStored("7", "7");
    }

    private void newLedger(String name, Clock clock) throws Exception {
        ledger.close();
        ledger = new Ledger(LedgerAccess.ofFile(folder.resolve(name + ".db")), clock, Duration.ofDays(7));
        ledger.open();
        desk = new DuplicateDetector(outbox, ledger);
    }

    @Test
    void anIdIsFreeAgainWhenTheBrokerDidNotTakeItsMail() throws Exception {
        broker.stop();
        assertThrows(JMSException.class, () -> accept(MAIL));
        startBroker(folder.resolve("broker"));
        desk = new DuplicateDetector(outbox, ledger);
        assertEquals(List.of(ACCEPTED), accept(OTHER));
        assertStored("7");
    }

    @Test
    void aDeadLetterIsSentAgainWithoutBeingTakenForARepeat() throws Exception {
        accept(MAIL);
        new Jms(broker.access().connectionFactory())
                .sendBytes("notification.outbox.server", new OutboxCodec().encode(MAIL.entry()));
        assertStored("7", "7");
    }

    private String claim(Submission mail) throws Exception {
        SortedMap<RequestKey, Claim> one = new TreeMap<>();
        one.put(mail.key(), mail.claim());
        String token = ledger.claim(one).get(mail.key()).mail();
        ledger.abandon();
        return token;
    }

    private List<Acceptance.Kind> accept(Submission... mails) throws Exception {
        return desk.accept(List.of(mails)).stream().map(Acceptance::kind).toList();
    }

    private void assertStored(String... ids) {
        List<String> stored = new ArrayList<>();
        new Jms(broker.access().connectionFactory())
                .entries("notification.outbox.server").forEach(entry -> stored.add(entry.id()));
        assertEquals(List.of(ids), stored);
    }

    static Submission mail(String id, String content) {
        return new Submission(SampleEntry.of(id), content, Arrival.Origin.NOWHERE);
    }
}
