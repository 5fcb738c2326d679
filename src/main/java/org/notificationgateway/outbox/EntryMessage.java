// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.ICoreMessage;
import org.apache.activemq.artemis.api.core.client.ClientMessage;
import org.apache.activemq.artemis.api.core.client.ClientSession;
import org.apache.activemq.artemis.core.client.impl.ClientMessageImpl;
import org.apache.activemq.artemis.jms.client.ActiveMQBytesMessage;
import org.apache.activemq.artemis.jms.client.ActiveMQMessage;

/**
 * An entry with its body in memory, apart from what the broker has of it: each copy that is not made counts. Those out of
 * the embedded broker are such messages, and those that any broker keeps in files.
 */
public final class EntryMessage extends ActiveMQBytesMessage {
    private static final EntryBody NOTHING = new EntryBody(new byte[0], new byte[0]);

    private volatile EntryBody body;

    /** @param properties a message without a body */
    private EntryMessage(ClientMessage properties, ClientSession session, EntryBody body) {
        super(properties, session);
        this.body = body;
    }

    /**
     * A stored message as a JMS message that needs the broker no more.
     *
     * @param body read to its end
     * @param size of the body, in bytes
     */
    public static ActiveMQMessage of(ICoreMessage stored, EntryBody.Source body, int size, ClientSession session)
            throws ActiveMQException {
        if (stored.getType() == TYPE) {
            ClientMessage properties = new ClientMessageImpl();
            properties.setType(TYPE);
            properties.moveHeadersAndProperties(stored);
            return new EntryMessage(properties, session, EntryBody.read(body, size));
        }
        ClientMessage copy = session.createMessage(stored.getType(), stored.isDurable()); // put there by a hand
        copy.moveHeadersAndProperties(stored);
        byte[] bytes = new byte[size];
        body.read(bytes, 0, size);
        copy.getBodyBuffer().writeBytes(bytes);
        return ActiveMQMessage.createMessage(copy, session);
    }

    /** The body itself. */
    public EntryBody body() {
        return body;
    }

    /** Lets go of the body, which nobody will ask for again. */
    void forget() {
        body = NOTHING;
    }

    @Override
    public long getBodyLength() {
        return body.size();
    }

    /** The body from its start, however often. */
    @Override
    public int readBytes(byte[] into) {
        return body.copyTo(into);
    }

    @Override
    public void doBeforeReceive() {
        // the body is here
    }

    @Override
    public void reset() {
        // reading has no state
    }
}
