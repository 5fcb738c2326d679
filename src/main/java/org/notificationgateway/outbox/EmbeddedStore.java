// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import jakarta.jms.JMSException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.jspecify.annotations.Nullable;

/**
 * The short way into the embedded broker: the thread that stores does the broker's work itself, where a JMS session
 * hands each mail from thread to thread four times. What becomes of a mail is the same. Large mails take the long way,
 * because the broker keeps each in a file of its own.
 */
final class EmbeddedStore implements GroupStore {
    /** What Artemis calls large, less room for the properties. */
    private static final int LARGE = 100_000;

    private final Supplier<@Nullable ActiveMQServer> broker;
    private final GroupStore longWay;
    private final OutboxCodec codec = new OutboxCodec();

    /** @param longWay for large mails */
    EmbeddedStore(Supplier<@Nullable ActiveMQServer> broker, GroupStore longWay) {
        this.broker = broker;
        this.longWay = longWay;
    }

    @Override
    public boolean commit(Collection<Submission> mails) throws JMSException {
        List<byte[]> bodies = new ArrayList<>(mails.size());
        for (Submission mail : mails) {
            byte[] body = mail.entry().mail().length > LARGE ? new byte[0] : codec.encode(mail.entry());
            if (body.length == 0 || body.length > LARGE) {
                return longWay.commit(mails);
            }
            bodies.add(body);
        }
        return EmbeddedTransaction.run(broker.get(), in -> {
            int next = 0;
            for (Submission mail : mails) {
                in.send(message(in, mail, bodies.get(next++)));
            }
        });
    }

    /** As a JMS client would have sent it. */
    private static Message message(EmbeddedTransaction in, Submission mail, byte[] body) {
        return in.message(Queues.outboxOf(mail.entry().sender()), Message.BYTES_TYPE, body)
                .putStringProperty(Message.HDR_DUPLICATE_DETECTION_ID.toString(), mail.duplicateId());
    }

    @Override
    public void close() {
        longWay.close();
    }
}
