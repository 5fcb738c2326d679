// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import jakarta.jms.JMSException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.jspecify.annotations.Nullable;

/**
 * The short way into the embedded broker: the thread that stores does the broker's work itself, where a JMS session
 * hands each mail from thread to thread four times. What becomes of a mail is the same, but that large ones lie in files.
 */
final class EmbeddedStore implements GroupStore {
    private final Supplier<@Nullable ActiveMQServer> broker;
    private final MailFiles files;
    private final OutboxCodec codec = new OutboxCodec();

    EmbeddedStore(Supplier<@Nullable ActiveMQServer> broker, MailFiles files) {
        this.broker = broker;
        this.files = files;
    }

    @Override
    public boolean commit(Collection<OutboxEntry> mails) throws JMSException {
        List<OutboxEntry> entries = filed(mails);
        return EmbeddedTransaction.run(broker.get(), in -> {
            for (OutboxEntry entry : entries) {
                in.send(message(in, entry));
            }
        });
    }

    /** The mails with the bytes of the large ones on disk: an entry never names a file that is not there whole. */
    private List<OutboxEntry> filed(Collection<OutboxEntry> mails) throws JMSException {
        List<OutboxEntry> entries = new ArrayList<>(mails.size());
        boolean isAnyFiled = false;
        try {
            for (OutboxEntry mail : mails) {
                boolean isLarge = mail.mail().length > MailFiles.MOST_IN_ENTRY;
                entries.add(isLarge ? mail.in(files.write(mail.token(), mail.mail())) : mail);
                isAnyFiled |= isLarge;
            }
            if (isAnyFiled) {
                files.force();
            }
        } catch (IOException e) {
            JMSException failure = new JMSException(e.getMessage());
            failure.initCause(e);
            throw failure;
        }
        return entries;
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
