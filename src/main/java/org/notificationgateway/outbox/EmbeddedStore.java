// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import jakarta.jms.JMSException;
import java.util.Collection;
import java.util.function.Supplier;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.jspecify.annotations.Nullable;

/**
 * The short way into the embedded broker: the thread that stores does the broker's work itself, where a JMS session
 * hands each mail from thread to thread four times. What becomes of a mail is the same.
 */
final class EmbeddedStore implements GroupStore {
    private final Supplier<@Nullable ActiveMQServer> broker;
    private final OutboxCodec codec = new OutboxCodec();

    EmbeddedStore(Supplier<@Nullable ActiveMQServer> broker) {
        this.broker = broker;
    }

    @Override
    public boolean commit(Collection<Submission> mails) throws JMSException {
        return EmbeddedTransaction.run(broker.get(), in -> {
            for (Submission mail : mails) {
                in.send(message(in, mail));
            }
        });
    }

    /** As a JMS client would have sent it. */
    private Message message(EmbeddedTransaction in, Submission mail) throws Exception {
        byte[] body = codec.encode(mail.entry());
        return in.message(Queues.outboxOf(mail.entry().sender()), Message.BYTES_TYPE, body)
                .putStringProperty(Message.HDR_DUPLICATE_DETECTION_ID.toString(), mail.duplicateId());
    }

    @Override
    public void close() {
        // nothing is open between two groups
    }
}
