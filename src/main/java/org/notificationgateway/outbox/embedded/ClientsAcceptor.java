// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox.embedded;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.util.ReferenceCountUtil;
import java.lang.reflect.Field;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.activemq.artemis.core.protocol.ProtocolHandler;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyAcceptor;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyAcceptorFactory;
import org.apache.activemq.artemis.core.server.cluster.ClusterConnection;
import org.apache.activemq.artemis.core.server.metrics.MetricsManager;
import org.apache.activemq.artemis.spi.core.protocol.ProtocolManager;
import org.apache.activemq.artemis.spi.core.remoting.Acceptor;
import org.apache.activemq.artemis.spi.core.remoting.BufferHandler;
import org.apache.activemq.artemis.spi.core.remoting.ServerConnectionLifeCycleListener;

/**
 * Lets clients of Artemis alone into the embedded broker. Artemis 2.57 bounds their frames before the login, but also takes
 * up HTTP from whoever connects, and collects a body of up to 2 GB. Made by Artemis, by the name of the class.
 */
@SuppressWarnings("rawtypes") // as Artemis declares it
public final class ClientsAcceptor extends NettyAcceptorFactory {
    @Override
    public Acceptor createAcceptor(
            String name, ClusterConnection connection, Map<String, Object> configuration, BufferHandler handler,
            ServerConnectionLifeCycleListener listener, Executor threads, ScheduledExecutorService timers,
            Map<String, ProtocolManager> protocols, String threadGroup, MetricsManager metrics) {
        Acceptor made = super.createAcceptor(
                name, connection, configuration, handler, listener, threads, timers, protocols, threadGroup, metrics);
        try {
            Field protocolHandler = NettyAcceptor.class.getDeclaredField("protocolHandler"); // nothing else leads there
            protocolHandler.setAccessible(true);
            protocolHandler.set(made, new Guarded(protocols, (NettyAcceptor) made, timers));
            return made;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this release of Artemis has another acceptor", e);
        }
    }

    /** Puts the guard before what finds out the protocol. */
    private static final class Guarded extends ProtocolHandler {
        Guarded(Map<String, ProtocolManager> protocols, NettyAcceptor acceptor, ScheduledExecutorService timers) {
            super(protocols, acceptor, timers);
        }

        @Override
        public ChannelHandler getProtocolDecoder() {
            ChannelHandler decoder = super.getProtocolDecoder();
            return new ChannelInitializer<>() {
                @Override
                protected void initChannel(Channel channel) {
                    channel.pipeline().addLast(new GreetingGuard(), decoder);
                }
            };
        }
    }

    /** Hangs up on who does not begin as a client of Artemis does, and then leaves. */
    private static final class GreetingGuard extends ChannelInboundHandlerAdapter {
        private static final byte[] GREETING = "ARTEMIS".getBytes(US_ASCII);

        private int greeted;

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (message instanceof ByteBuf bytes && !isGreeting(bytes)) {
                ReferenceCountUtil.release(message);
                context.close();
                return;
            }
            context.fireChannelRead(message);
            if (greeted == GREETING.length) {
                context.pipeline().remove(this);
            }
        }

        private boolean isGreeting(ByteBuf bytes) {
            for (int i = bytes.readerIndex(); i < bytes.writerIndex() && greeted < GREETING.length; i++) {
                if (bytes.getByte(i) != GREETING[greeted++]) {
                    return false;
                }
            }
            return true;
        }
    }
}
