// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox.embedded;

import jakarta.jms.JMSException;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.outbox.ClaimCheck;
import org.notificationgateway.outbox.EntryProperties;
import org.notificationgateway.outbox.GroupStore;
import org.notificationgateway.outbox.MailFiles;
import org.notificationgateway.outbox.OutboxCodec;
import org.notificationgateway.outbox.OutboxEntry;

/**
 * The short way into the embedded broker: the thread that stores does the broker's work itself, where a JMS session
 * hands each mail from thread to thread four times. What becomes of a mail is the same.
 */
final class EmbeddedStore implements GroupStore {
    private final Supplier<@Nullable ActiveMQServer> broker;
    private final ClaimCheck large;
    private final OutboxCodec codec = new OutboxCodec();

    EmbeddedStore(Supplier<@Nullable ActiveMQServer> broker, MailFiles files) {
        this.broker = broker;
        large = new ClaimCheck(files);
    }

    @Override
    public boolean commit(Collection<OutboxEntry> mails) throws JMSException {
        List<OutboxEntry> entries = large.in(mails);
        return EmbeddedTransaction.run(broker.get(), in -> {
            for (OutboxEntry entry : entries) {
                in.send(message(in, entry));
            }
        });
    }

    /** As a JMS client would have sent it. */
    private Message message(EmbeddedTransaction in, OutboxEntry entry) throws Exception {
        Message message = in.message(EntryProperties.queueOf(entry), Message.BYTES_TYPE, codec.encode(entry));
        EntryProperties.of(entry).forEach(message::putObjectProperty);
        return message.putStringProperty(Message.HDR_DUPLICATE_DETECTION_ID.toString(), entry.token());
    }

    @Override
    public void close() {
        // nothing is open between two groups
    }
}
