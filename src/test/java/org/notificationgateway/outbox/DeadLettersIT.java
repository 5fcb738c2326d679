// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.jms.BytesMessage;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.notificationgateway.mail.MemoryBudget;
import org.notificationgateway.mail.MemoryFullException;
import org.notificationgateway.outbox.embedded.EmbeddedBroker;
import org.notificationgateway.outbox.ledger.Ledger;
import org.notificationgateway.outbox.ledger.LedgerAccess;
import org.notificationgateway.outbox.ledger.Recipient;
import org.notificationgateway.settings.Delivery;
import org.notificationgateway.settings.MailSettings;
import org.notificationgateway.settings.PolicySettings;
import org.notificationgateway.settings.Senders;
import org.notificationgateway.support.Jms;
import org.notificationgateway.support.TestSteps;

/** Thousands of letters are as easy to handle as one, and a letter is never in two places or in none. */
class DeadLettersIT {
    private static final int MANY = 1_000;

    @TempDir
    private Path folder;

    private final MemoryBudget memory = new MemoryBudget(20_000_000);
    private EmbeddedBroker broker;
    private Ledger ledger;
    private DeadLetters letters;
    private Jms jms;

    @BeforeEach
    void startBroker() {
        broker = new EmbeddedBroker(folder.resolve("broker"), List.of("server"), TestSteps.REDELIVERY, null);
        broker.start();
        ledger = new Ledger(LedgerAccess.ofFile(folder.resolve("ledger.db")), Clock.systemUTC(), Duration.ofDays(7));
        letters = letters("server");
        jms = new Jms(broker.access().connectionFactory());
    }

    @AfterEach
    void stopBroker() {
        broker.stop();
        ledger.close();
    }

    @Test
    void aThousandLettersAreCountedAndResentEachOnce() throws Exception {
        put(MANY);
        List<DeadLetter> shown = new ArrayList<>();
        assertEquals(new DeadLetters.Counts(MANY, MANY), letters.list(DeadLetterFilter.ALL, 10, shown::add));
        assertEquals(10, shown.size());
        DeadLetters.Result result = letters.resend(DeadLetterFilter.ALL, "ann");
        assertEquals(MANY, result.done().size());
        assertEquals(0, result.left().size());
        assertEquals(0, total());
        List<OutboxEntry> resent = jms.entries("notification.outbox.server");
        assertEquals(MANY, resent.stream().map(OutboxEntry::id).distinct().count());
        assertEquals(MANY, resent.size());
    }

    @Test
    void aResentEntryIsPlainAndRemembersItsPast() throws Exception {
        String id = put(1).get(0);
        letters.resend(List.of(id), "ann");
        OutboxEntry entry = jms.entries("notification.outbox.server").get(0);
        assertEquals(List.of(SampleEntry.ANN), entry.pending());
        assertEquals(0, entry.attempts());
        assertTrue(entry.history().get(0).result().contains("resent by ann (dead letter " + id + ")"));
        assertNull(entry.deadReason());
        assertNull(entry.deadId());
        assertTrue(entry.since().isAfter(entry.acceptedAt()) && entry.agedMillis() == 0, "its age counts from now");
        Message message = jms.browse("notification.outbox.server").get(0);
        assertNull(message.getStringProperty("_AMQ_DUPL_ID"));
        assertNull(message.getStringProperty("letterId"));
    }

    @Test
    void aResendThatTheBrokerRefusesLeavesTheLetter() throws Exception {
        String id = put(SampleEntry.to(SampleEntry.ANN)); // of agent, whose queue does not exist
        assertThrows(JMSException.class, () -> letters("server", "agent").resend(List.of(id), "ann"));
        assertEquals(1, broker.depths(List.of(Queues.DEAD)).get(Queues.DEAD).messages());
    }

    @Test
    void twoWhoResendTheSameLetterMakeOneMail() throws Exception {
        String id = put(1).get(0);
        assertEquals(List.of(id), letters.resend(List.of(id, id), "ann").done());
        assertEquals(DeadLetters.UNKNOWN, letters.resend(List.of(id), "ben").left().get(id));
        assertEquals(1, jms.entries("notification.outbox.server").size());
    }

    @Test
    void ofSomeSendersAreAllThatCanBeReached() throws Exception {
        String server = put(1).get(0);
        String agent = put(SampleEntry.to(SampleEntry.ANN));
        DeadLetters some = letters("server", "agent").within("server"::equals);
        assertEquals(new DeadLetters.Counts(1, 1), some.list(DeadLetterFilter.ALL, 10, letter -> {}));
        assertEquals(Optional.empty(), some.find(agent));
        assertEquals(Map.of(agent, DeadLetters.UNKNOWN), some.resend(List.of(agent), "ann").left());
        assertEquals(Map.of(agent, DeadLetters.UNKNOWN), some.drop(List.of(agent), "ann").left());
        assertEquals(List.of(server), some.resend(DeadLetterFilter.ALL, "ann").done());
        assertEquals(1, total());
        assertEquals(List.of(agent), letters.drop(List.of(agent), "ann").done());
    }

    @Test
    void largeLettersHideNoOthers() throws Exception {
        for (int i = 0; i < 4; i++) {
            put(SampleEntry.of("small-" + i));
            put(SampleEntry.of("large-" + i).withMail(new byte[200_000]));
        }
        for (int i = 0; i < 100; i++) {
            assertEquals(8, total());
        }
    }

    @Test
    void aSmallMemoryListsAndShowsALetterOfAnySizeAndResendsNone() throws Exception {
        String id = put(SampleEntry.of("large").withMail(mail(20_000_000)));
        try (MemoryBudget.Share others = memory.working()) {
            others.grow(5_000_000); // of ten
            assertEquals(1, total());
            assertEquals(Optional.of("large"), letters.find(id).orElseThrow().subject());
            assertEquals(Map.of(id, DeadLetters.FULL), letters.resend(List.of(id), "ann").left());
        }
        await().until(() -> total() == 1); // it went back
        assertEquals(List.of(id), letters.resend(List.of(id), "ann").done());
        assertArrayEquals(mail(20_000_000), jms.entries("notification.outbox.server").get(0).mail());
    }

    @Test
    void whoFindsNoMemoryIsToldSo() {
        try (MemoryBudget.Share others = memory.working()) {
            others.grow(10_000_000);
            assertThrows(MemoryFullException.class, this::total);
        }
    }

    @Test
    void aReaderWhoTakesNoMoreEndsTheList() {
        put(3);
        IOException gone = new IOException("gone");
        List<DeadLetter> shown = new ArrayList<>();
        assertSame(gone, assertThrows(IOException.class, () -> letters.list(DeadLetterFilter.ALL, 10, letter -> {
            shown.add(letter);
            throw gone;
        })));
        assertEquals(1, shown.size());
    }

    private int total() throws Exception {
        return letters.list(DeadLetterFilter.ALL, 10, letter -> {}).total();
    }

    private static byte[] mail(int size) {
        return Arrays.copyOf("Subject: large\r\n\r\n".getBytes(US_ASCII), size);
    }

    private DeadLetters letters(String... senders) {
        return new DeadLetters(
                broker.access().connectionFactory(),
                new Senders(Stream.of(senders).map(DeadLettersIT::settings).toList()), memory,
                Clock.systemUTC(), new EntryClosing(ledger, null, Clock.systemUTC(), new Steering(ledger.orders(), Clock.systemUTC(), order -> { })), null);
    }

    private static MailSettings settings(String sender) {
        return new MailSettings(
                sender, "no-reply@x.com", new Delivery.Pickup(Path.of("/pickup")), "test",
                new PolicySettings(true, List.of(), null, null, PolicySettings.MOST_RECIPIENTS), null, List.of(), List.of());
    }

    private List<String> put(int count) {
        return put(IntStream.range(0, count).mapToObj(i -> SampleEntry.of("request-" + i)).toList());
    }

    private String put(OutboxEntry entry) {
        return put(List.of(entry)).get(0);
    }

    private List<String> put(List<OutboxEntry> entries) {
        List<String> ids = new ArrayList<>();
        try (JMSContext context = broker.access().connectionFactory().createContext()) {
            for (OutboxEntry entry : entries) {
                OutboxEntry letter = entry.givenUp(
                        List.of(new Recipient(SampleEntry.ANN, Recipient.State.GIVEN_UP, "550 5.1.1 unknown")), 1, List.of(),
                        Clock.systemUTC().instant());
                BytesMessage message = context.createBytesMessage();
                message.writeBytes(new OutboxCodec().encode(letter));
                message.setStringProperty(DeadLetters.ID, letter.deadId());
                context.createProducer().send(context.createQueue(Queues.DEAD), message);
                ids.add(String.valueOf(letter.deadId()));
            }
            return ids;
        } catch (JMSException e) {
            throw new IllegalStateException(e);
        }
    }
}
