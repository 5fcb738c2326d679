// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.jms.BytesMessage;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.notificationgateway.outbox.embedded.EmbeddedBroker;
import org.notificationgateway.outbox.ledger.Recipient;
import org.notificationgateway.support.Jms;
import org.notificationgateway.support.TestSteps;

/** Both ways into the broker, the short one and JMS, do the same to a group: all of it on disk, or nothing. */
class GroupStoreIT {
    private static final String QUEUE = "notification.outbox.server";

    @TempDir
    private Path folder;

    private EmbeddedBroker broker;

    /** The ways. */
    enum Way {
        SHORT {
            @Override
            GroupStore into(EmbeddedBroker broker) {
                return broker.store(true);
            }
        },
        SESSION {
            @Override
            GroupStore into(EmbeddedBroker broker) {
                return broker.store(false);
            }
        },
        JMS {
            @Override
            GroupStore into(EmbeddedBroker broker) {
                return new OutboxSession(broker.access().connectionFactory());
            }
        };

        abstract GroupStore into(EmbeddedBroker broker);
    }

    @BeforeEach
    void start() {
        broker = new EmbeddedBroker(
                folder.resolve("broker"), List.of("server"), TestSteps.REDELIVERY, null);
        broker.start();
    }

    @AfterEach
    void stop() {
        broker.stop();
    }

    @ParameterizedTest
    @EnumSource
    void aGroupSurvivesTheBrokersEnd(Way way) throws Exception {
        try (GroupStore store = way.into(broker)) {
            assertTrue(store.commit(List.of(mail("1", 10), mail("2", 10))));
            assertTrue(store.commit(List.of(mail("3", 10))));
        }
        stop();
        start();
        assertEquals(List.of("1", "2", "3"), stored());
    }

    @ParameterizedTest
    @EnumSource
    void aKnownIdKeepsItsWholeGroupOut(Way way) throws Exception {
        try (GroupStore store = way.into(broker)) {
            assertTrue(store.commit(List.of(mail("1", 10))));
            assertFalse(store.commit(List.of(mail("2", 10), mail("1", 10), mail("3", 10))));
            assertEquals(List.of("1"), stored());
            assertTrue(store.commit(List.of(mail("2", 10), mail("3", 10))));
        }
        stop();
        start();
        assertEquals(List.of("1", "2", "3"), stored());
    }

    @Test
    void largeMailsShareAGroupWithSmallOnes() throws Exception {
        List<String> ids = new ArrayList<>();
        List<Integer> sizes = new ArrayList<>();
        try (GroupStore store = Way.SHORT.into(broker)) {
            for (int bytes : new int[] {65_535, 65_536, 65_537, 100_000, 600_000, 3_000_000}) {
                List<String> group = List.of(bytes + "1", bytes + "2", bytes + "3");
                assertTrue(store.commit(List.of(mail(group.get(0), 10), mail(group.get(1), bytes), mail(group.get(2), 10))));
                assertFalse(store.commit(List.of(mail(group.get(1), 10))));
                ids.addAll(group);
                sizes.addAll(List.of(10, bytes, 10));
            }
        }
        stop();
        start();
        assertEquals(ids, stored());
        List<Integer> lengths = new Jms(broker.access().connectionFactory()).entries(QUEUE, broker.files()).stream()
                .map(entry -> entry.mail().length).toList();
        assertEquals(sizes, lengths);
    }

    @ParameterizedTest
    @EnumSource
    void aGroupThatIsKeptOutLeavesNoFileOfTheBrokers(Way way) throws Exception {
        try (GroupStore store = way.into(broker)) {
            assertTrue(store.commit(List.of(mail("1", 10))));
            assertFalse(store.commit(List.of(mail("2", 300_000), mail("1", 300_000), mail("3", 300_000))));
            if (way == Way.SHORT) {
                OutboxEntry lost = toNobody();
                assertThrows(JMSException.class, () -> store.commit(List.of(mail("4", 300_000), lost)));
            }
        }
        await().untilAsserted(() -> assertEquals(List.of(), LargeFiles.of(folder.resolve("broker"))));
        assertEquals(List.of("1"), stored());
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 60_000})
    void nobodyCanTellWhichWayAMailCame(int bytes) throws Exception {
        try (GroupStore direct = Way.SHORT.into(broker);
                GroupStore jms = Way.JMS.into(broker)) {
            direct.commit(List.of(mail("1", bytes)));
            jms.commit(List.of(mail("2", bytes)));
        }
        try (JMSContext context = broker.access().connectionFactory().createContext()) {
            var consumer = context.createConsumer(context.createQueue(QUEUE));
            Message one = consumer.receive(5_000);
            byte[] body = one.getBody(byte[].class); // a large one, only before the next comes
            Message other = consumer.receive(5_000);
            assertEquals(traits(other), traits(one));
            assertEquals(DeliveryMode.PERSISTENT, one.getJMSDeliveryMode());
            assertEquals(token("1"), one.getStringProperty("_AMQ_DUPL_ID"));
            assertTrue(Math.abs(other.getJMSTimestamp() - one.getJMSTimestamp()) < 5_000);
            assertTrue(one.getJMSMessageID().startsWith("ID:"), one.getJMSMessageID());
            assertArrayEquals(new OutboxCodec().encode(mail("1", bytes)), body);
        }
    }

    private static TreeMap<String, Object> traits(Message message) throws JMSException {
        TreeMap<String, Object> traits = new TreeMap<>();
        for (Enumeration<?> names = message.getPropertyNames(); names.hasMoreElements(); ) {
            String name = String.valueOf(names.nextElement());
            traits.put(name, message.getObjectProperty(name).getClass());
        }
        traits.put("bytes", message instanceof BytesMessage);
        traits.put("destination", message.getJMSDestination());
        traits.put("mode", message.getJMSDeliveryMode());
        traits.put("priority", message.getJMSPriority());
        traits.put("expiration", message.getJMSExpiration());
        traits.put("redelivered", message.getJMSRedelivered());
        traits.put("replyTo", String.valueOf(message.getJMSReplyTo()));
        traits.put("type", String.valueOf(message.getJMSType()));
        traits.put("id", message.getJMSMessageID().length());
        return traits;
    }

    @Test
    void aQueueThatIsMissingIsSaidAndNothingIsStored() {
        try (GroupStore store = Way.SHORT.into(broker)) {
            OutboxEntry lost = toNobody();
            JMSException missing = assertThrows(JMSException.class, () -> store.commit(List.of(mail("1", 10), lost)));
            assertTrue(missing.getMessage().contains("notification.outbox.nobody"), missing.getMessage());
            assertEquals(List.of(), stored());
        }
    }

    @Test
    void aStoppedBrokerTakesNothingAndAStartedOneAgain() throws Exception {
        try (GroupStore store = Way.SHORT.into(broker)) {
            broker.stop();
            assertThrows(JMSException.class, () -> store.commit(List.of(mail("1", 10))));
            broker.start();
            assertTrue(store.commit(List.of(mail("1", 10))));
        }
        assertEquals(List.of("1"), stored());
    }

    private List<String> stored() {
        List<String> ids = new ArrayList<>();
        new Jms(broker.access().connectionFactory()).entries(QUEUE, broker.files()).forEach(entry -> ids.add(entry.id()));
        return ids;
    }

    private static OutboxEntry toNobody() {
        return OutboxEntry.accepted(
                "9", "nobody", "<9@contoso.com>", SampleEntry.ACCEPTED, null, false, List.of(), "no-reply@contoso.com",
                List.of(Recipient.pending(SampleEntry.ANN)), SampleEntry.MAIL).named(token("9"));
    }

    private static OutboxEntry mail(String id, int bytes) {
        return SampleEntry.of(id).named(token(id)).withMail(new byte[bytes]);
    }

    private static String token(String id) {
        return "0".repeat(32 - id.length()) + id;
    }
}
