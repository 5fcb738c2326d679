// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import org.apache.activemq.artemis.api.core.client.ClientMessage;
import org.apache.activemq.artemis.api.core.client.ClientSession;
import org.apache.activemq.artemis.jms.client.ActiveMQBytesMessage;

/**
 * An entry that the broker keeps in a file, with its body in memory: each copy of megabytes that is not made counts.
 */
public final class LargeEntry extends ActiveMQBytesMessage {
    private volatile byte[] body;

    /** @param properties a message without a body */
    LargeEntry(ClientMessage properties, ClientSession session, byte[] body) {
        super(properties, session);
        this.body = body;
    }

    /** The body itself; not to be changed. */
    public byte[] body() {
        return body;
    }

    /** Lets go of the body, which nobody will ask for again. */
    void forget() {
        body = new byte[0];
    }

    @Override
    public long getBodyLength() {
        return body.length;
    }

    /** The body from its start, however often. */
    @Override
    public int readBytes(byte[] into) {
        int length = Math.min(into.length, body.length);
        System.arraycopy(body, 0, into, 0, length);
        return length;
    }

    @Override
    public void reset() {
        // reading has no state
    }
}
