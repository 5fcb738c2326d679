// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import org.apache.activemq.artemis.api.core.client.ClientMessage;
import org.apache.activemq.artemis.api.core.client.ClientSession;
import org.apache.activemq.artemis.jms.client.ActiveMQBytesMessage;

/**
 * An entry that the broker keeps in a file, with its body in memory: each copy of megabytes that is not made counts.
 */
public final class LargeEntry extends ActiveMQBytesMessage {
    private static final LargeBody NOTHING = new LargeBody(new byte[0], new byte[0]);

    private volatile LargeBody body;

    /** @param properties a message without a body */
    LargeEntry(ClientMessage properties, ClientSession session, LargeBody body) {
        super(properties, session);
        this.body = body;
    }

    /** The body itself. */
    public LargeBody body() {
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
    public void reset() {
        // reading has no state
    }
}
