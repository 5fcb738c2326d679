// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.ingress;

import org.apache.activemq.artemis.api.core.ICoreMessage;
import org.apache.activemq.artemis.api.core.Interceptor;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.core.protocol.core.Packet;
import org.apache.activemq.artemis.core.protocol.core.impl.wireformat.MessagePacketI;
import org.apache.activemq.artemis.core.protocol.core.impl.wireformat.SessionReceiveLargeMessage;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;

/**
 * Has the JMS library hand over each request as bytes, whatever its sender made of it: for every other type the library
 * loads the whole body, inflates it and takes it apart before the door could say no. Safe to share.
 */
public final class UnopenedRequests implements Interceptor {
    /** Property in which the door finds the type that the message had. */
    static final String KIND = "gatewayKind";

    static final byte COMPRESSED = -1;
    /** Property in which the door finds how many bytes the sender of a large message announced. */
    static final String ANNOUNCED = "gatewayAnnounced";

    private final String queue;

    /** @param queue whose messages stay unopened */
    public UnopenedRequests(String queue) {
        this.queue = queue;
    }

    @Override
    public boolean intercept(Packet packet, RemotingConnection connection) {
        if (packet instanceof MessagePacketI received
                && received.getMessage() instanceof ICoreMessage message
                && queue.equals(message.getAddress())) {
            boolean compressed = Boolean.TRUE.equals(message.removeProperty(Message.HDR_LARGE_COMPRESSED));
            message.putByteProperty(KIND, compressed ? COMPRESSED : message.getType());
            message.setType(Message.BYTES_TYPE);
            if (packet instanceof SessionReceiveLargeMessage large) {
                if (!compressed && message.getObjectProperty(Message.HDR_LARGE_BODY_SIZE) instanceof Long announced) {
                    message.putLongProperty(ANNOUNCED, announced);
                }
                // Its sender may have written another size than the broker has.
                message.putLongProperty(Message.HDR_LARGE_BODY_SIZE, large.getLargeMessageSize());
            }
        }
        return true;
    }
}
