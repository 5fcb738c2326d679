// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox.embedded;

import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.activemq.artemis.api.core.ActiveMQBuffer;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.ActiveMQIOErrorException;
import org.apache.activemq.artemis.api.core.ICoreMessage;
import org.apache.activemq.artemis.core.message.LargeBodyReader;
import org.apache.activemq.artemis.core.message.impl.CoreMessage;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.LargeServerMessage;
import org.apache.activemq.artemis.core.server.MessageReference;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.jms.client.ActiveMQBytesMessage;
import org.apache.activemq.artemis.jms.client.ActiveMQMessage;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.outbox.BrokerSession;
import org.notificationgateway.outbox.ConsumerPlan;
import org.notificationgateway.outbox.EntryMessage;
import org.notificationgateway.outbox.EntryReceiver;
import org.notificationgateway.outbox.InFlightEntry;
import org.notificationgateway.outbox.LargeEntryMemory;
import org.notificationgateway.outbox.Sends;

/**
 * The short way out of the embedded broker: its queue hands entries over as they are, and the thread that settles does the
 * broker's work itself. The connection makes messages, and tells when the broker stops.
 */
final class EmbeddedReceiver implements EntryReceiver<MessageReference> {
    private static final int PIECE = 131_072;

    private final ActiveMQServer server;
    private final LargeEntryMemory room;
    private final BrokerSession connection;
    private final DirectConsumer consumer;

    EmbeddedReceiver(
            @Nullable ActiveMQServer broker, ConnectionFactory factory, ConsumerPlan plan, LargeEntryMemory room)
            throws JMSException, ActiveMQException {
        Queue queue = broker == null ? null : broker.locateQueue(plan.queue());
        if (broker == null || queue == null) {
            throw new JMSException("the broker has no queue " + plan.queue());
        }
        server = broker;
        this.room = room;
        consumer = new DirectConsumer(queue, plan.filter(), broker.getStorageManager());
        connection = BrokerSession.open(factory);
    }

    @Override
    public void open(Taker<MessageReference> taker) throws JMSException {
        connection.connection().setExceptionListener(e -> taker.lose());
        consumer.open(taker, this::arrival);
    }

    private InFlightEntry<MessageReference> arrival(MessageReference reference) {
        return new InFlightEntry<>(
                reference, room.shareOf(reference.getMessage()), () -> read(reference));
    }

    private ActiveMQMessage read(MessageReference reference) throws ActiveMQException {
        ICoreMessage stored = reference.getMessage().toCore();
        if (!(stored instanceof LargeServerMessage large)) {
            ActiveMQBuffer body = stored.getReadOnlyBodyBuffer();
            return EntryMessage.of(stored, body::readBytes, body.readableBytes(), connection.core());
        }
        try (LargeBodyReader file = large.getLargeBodyReader()) {
            file.open();
            int size = Math.toIntExact(file.getSize());
            return EntryMessage.of(stored, (into, at, length) -> read(file, into, at, length), size, connection.core());
        }
    }

    /** In pieces: Java keeps a buffer as large as the largest read of each thread. */
    private static void read(LargeBodyReader file, byte[] into, int at, int length) throws ActiveMQException {
        for (int done = 0; done < length; ) {
            int read = file.readInto(ByteBuffer.wrap(into, at + done, Math.min(PIECE, length - done)).slice());
            if (read <= 0) {
                throw new ActiveMQIOErrorException("the file of a large entry ends before its end");
            }
            done += read;
        }
    }

    @Override
    public void creditsAreFree() {
        consumer.goOn();
    }

    @Override
    public void settle(List<InFlightEntry<MessageReference>> group) throws JMSException {
        boolean done = EmbeddedTransaction.run(server, in -> {
            for (InFlightEntry<MessageReference> one : group) {
                for (Sends.Send send : one.sends().all()) {
                    in.send(message(in, send));
                }
                consumer.acknowledge(one.original(), in.transaction());
            }
        });
        if (!done) {
            throw new JMSException("the broker knows the duplicate id of what was sent");
        }
    }

    private static CoreMessage message(EmbeddedTransaction in, Sends.Send send) throws JMSException {
        CoreMessage message = in.message(send.queue(), ActiveMQBytesMessage.TYPE, send.body());
        send.properties().forEach(message::putObjectProperty);
        return message;
    }

    @Override
    public void close() throws JMSException {
        try {
            consumer.close(server.isStarted());
        } finally {
            connection.close();
        }
    }
}
