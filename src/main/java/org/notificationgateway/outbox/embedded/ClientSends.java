// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox.embedded;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.activemq.artemis.api.core.ActiveMQAddressFullException;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.ActiveMQSecurityException;
import org.apache.activemq.artemis.api.core.ICoreMessage;
import org.apache.activemq.artemis.api.core.Interceptor;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.protocol.core.Channel;
import org.apache.activemq.artemis.core.protocol.core.CoreRemotingConnection;
import org.apache.activemq.artemis.core.protocol.core.Packet;
import org.apache.activemq.artemis.core.protocol.core.ServerSessionPacketHandler;
import org.apache.activemq.artemis.core.protocol.core.impl.wireformat.ActiveMQExceptionMessage;
import org.apache.activemq.artemis.core.protocol.core.impl.wireformat.ActiveMQExceptionMessage_V2;
import org.apache.activemq.artemis.core.protocol.core.impl.wireformat.CreateSessionMessage;
import org.apache.activemq.artemis.core.protocol.core.impl.wireformat.SessionSendContinuationMessage;
import org.apache.activemq.artemis.core.protocol.core.impl.wireformat.SessionSendLargeMessage;
import org.apache.activemq.artemis.core.protocol.core.impl.wireformat.SessionSendMessage;
import org.apache.activemq.artemis.core.remoting.impl.invm.InVMConnection;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;
import org.apache.activemq.artemis.utils.CompositeAddress;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.outbox.StorageGuard;
import org.notificationgateway.outbox.StoreUnavailableException;

/**
 * Refuses what clients of the acceptor send while nothing can be accepted, and what would not reach the queue it is
 * addressed to, before a byte of it is written. Connections within this process pass. Safe to share.
 */
final class ClientSends implements Interceptor {
    private static final SimpleString BROKERS_OWN = SimpleString.of("_AMQ_");
    /**
     * Of the broker's own properties, those that clients set for what JMS offers, and those that a message keeps from
     * another broker to no effect. All others say where a message goes, now or when it expires.
     */
    private static final Set<SimpleString> CLIENTS_OWN = Set.of(
            Message.HDR_GROUP_ID, Message.HDR_GROUP_SEQUENCE, Message.HDR_SCHEDULED_DELIVERY_TIME,
            Message.HDR_DUPLICATE_DETECTION_ID, Message.HDR_LARGE_COMPRESSED, Message.HDR_LARGE_BODY_SIZE,
            Message.HDR_ROUTING_TYPE, Message.HDR_CONTENT_TYPE, Message.HDR_LAST_VALUE_NAME,
            Message.HDR_VALIDATED_USER, Message.HDR_INGRESS_TIMESTAMP, Message.HDR_ORIGINAL_ADDRESS,
            Message.HDR_ORIGINAL_QUEUE, Message.HDR_ACTUAL_EXPIRY_TIME);

    /** Types under which a broker carries a message of another protocol, which would be unpacked and go its own way. */
    private static final Set<Byte> WRAPPED = Set.of(Message.EMBEDDED_TYPE, Message.LARGE_EMBEDDED_TYPE);

    private final StorageGuard storage;
    /** Where the head of a large message was refused, why, and pieces of its body still come. */
    private final Map<Channel, ActiveMQException> headless = Collections.synchronizedMap(new WeakHashMap<>());

    /** The sessions whose sends wait for a commit, by their channels' numbers. */
    private final Map<RemotingConnection, Set<Long>> transacted = Collections.synchronizedMap(new WeakHashMap<>());

    ClientSends(StorageGuard storage) {
        this.storage = storage;
    }

    @Override
    public boolean intercept(Packet packet, RemotingConnection connection) {
        if (connection.getTransportConnection() instanceof InVMConnection
                || !(connection instanceof CoreRemotingConnection client)) {
            return true;
        }
        if (packet instanceof CreateSessionMessage session && !session.isAutoCommitSends()) {
            transacted.computeIfAbsent(client, key -> ConcurrentHashMap.newKeySet()).add(session.getSessionChannelID());
        }
        Channel channel = client.getChannel(packet.getChannelID(), -1);
        ActiveMQException reason = null;
        if (packet instanceof SessionSendMessage small) {
            reason = reason(small.getMessage());
            refuse(small, small.isRequiresResponse(), true, channel, reason);
        } else if (packet instanceof SessionSendLargeMessage head) {
            reason = reason(head.getLargeMessage());
            if (reason == null) {
                headless.remove(channel);
            } else {
                headless.put(channel, reason);
            }
        } else if (packet instanceof SessionSendContinuationMessage piece) {
            reason = headless.get(channel);
            refuse(piece, piece.isRequiresResponse(), !piece.isContinues(), channel, reason);
        }
        return reason == null;
    }

    /** Why a message cannot be taken, or null. */
    private @Nullable ActiveMQException reason(Message message) {
        try {
            storage.check();
            check(message);
            return null;
        } catch (StoreUnavailableException e) {
            return new ActiveMQAddressFullException(e.getMessage());
        } catch (ActiveMQException e) {
            return e;
        } catch (RuntimeException e) { // the library would let it pass
            return new ActiveMQSecurityException("the message cannot be read: " + e);
        }
    }

    private static void check(Message message) throws ActiveMQException {
        if (CompositeAddress.isFullyQualified(message.getAddress())) {
            throw new ActiveMQSecurityException(
                    "the destination " + message.getAddress() + " names a queue behind an address: expected the address alone");
        }
        if (message.getRoutingType() == RoutingType.MULTICAST) {
            throw new ActiveMQSecurityException("the destination is a topic: expected a queue");
        }
        if (message instanceof ICoreMessage core && WRAPPED.contains(core.getType())) {
            throw new ActiveMQSecurityException("the message holds another one: expected a message of JMS");
        }
        for (SimpleString name : message.getPropertyNames()) {
            if (name.startsWith(BROKERS_OWN) && !CLIENTS_OWN.contains(name)) {
                throw new ActiveMQSecurityException(
                        "the message has the property " + name + ": expected none of the broker's own");
            }
        }
    }

    /**
     * Answers a sender that waits for an answer. Any other hears of it when it commits, or would never: then its
     * connection ends.
     *
     * @param whole false while more of the message comes
     * @param reason null if there is nothing to refuse
     */
    private void refuse(
            Packet packet, boolean awaited, boolean whole, Channel channel, @Nullable ActiveMQException reason) {
        if (reason == null) {
            return;
        }
        channel.confirm(packet);
        if (awaited) {
            channel.send(packet.isResponseAsync()
                    ? new ActiveMQExceptionMessage_V2(packet.getCorrelationID(), reason)
                    : new ActiveMQExceptionMessage(reason));
        } else if (whole && transacted.getOrDefault(channel.getConnection(), Set.of()).contains(channel.getID())
                && channel.getHandler() instanceof ServerSessionPacketHandler handler
                && handler.getSession().getCurrentTransaction() != null) {
            handler.getSession().markTXFailed(reason);
        } else if (whole) {
            channel.getConnection().fail(reason);
        }
    }
}
