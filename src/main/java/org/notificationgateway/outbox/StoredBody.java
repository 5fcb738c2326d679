// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.apache.activemq.artemis.api.core.ActiveMQBuffer;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.client.ClientMessage;
import org.apache.activemq.artemis.core.client.impl.ClientLargeMessageInternal;
import org.apache.activemq.artemis.jms.client.ActiveMQMessage;

/**
 * Reads a stored entry as far as somebody wants to know it. JMS itself loads a large body whole when it is asked for the
 * first byte. To be read once, from the beginning.
 */
final class StoredBody {
    private static final int CHUNK = 8_192;
    private static final int LONGEST_LINE = 4_194_304;

    private final ClientMessage message;
    private final int size;

    StoredBody(BytesMessage message) throws JMSException {
        this.message = ((ActiveMQMessage) message).getCoreMessage();
        size = Math.toIntExact(message.getBodyLength());
    }

    /** In bytes. */
    int size() {
        return size;
    }

    /** The line before the mail and so many bytes of the mail at most; the rest is thrown away. */
    byte[] start(int ofMail) throws JMSException {
        try {
            ByteArrayOutputStream start = new ByteArrayOutputStream(CHUNK);
            ActiveMQBuffer body = body();
            int enough = Math.min(size, LONGEST_LINE);
            boolean inLine = true;
            while (start.size() < enough) {
                byte[] chunk = new byte[Math.min(CHUNK, size - start.size())];
                body.readBytes(chunk);
                int end = inLine ? OutboxCodec.endOfLine(chunk, 0) : -1;
                if (end >= 0) {
                    inLine = false;
                    enough = Math.min(size, start.size() + end + 1 + ofMail);
                }
                start.writeBytes(chunk);
            }
            if (message instanceof ClientLargeMessageInternal large) {
                large.discardBody();
            }
            return Arrays.copyOf(start.toByteArray(), enough);
        } catch (RuntimeException e) {
            throw unreadable(e);
        }
    }

    /** All of it. */
    EntryBody whole() throws JMSException {
        try {
            return EntryBody.read(body()::readBytes, size);
        } catch (ActiveMQException | RuntimeException e) {
            throw unreadable(e);
        }
    }

    private ActiveMQBuffer body() {
        return message instanceof ClientLargeMessageInternal large
                ? large.getLargeMessageController()
                : message.getBodyBuffer();
    }

    private static JMSException unreadable(Exception cause) {
        JMSException failure = new JMSException("a dead letter cannot be read: " + cause.getMessage());
        failure.initCause(cause);
        return failure;
    }
}
