// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.ingress;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.mail.MemoryBudget;

/**
 * One connection of a caller: the memory that its request holds, until the answer is made and taken, and the time that it
 * may rest. A request is not looked at before the answer to the last one was taken, so that nobody makes answers pile up
 * by not reading them.
 */
final class CallerConnection {
    /** No request is worked on for longer, whatever its end was. */
    private static final long LONGEST = Duration.ofMinutes(2).toMillis();

    private final Vertx vertx;
    private final HttpConnection connection;
    private final long patience;
    private long timer = -1;
    private boolean untaken;
    private @Nullable HttpServerRequest request;
    private @Nullable Runnable next;
    private @Nullable Hold hold;

    /** @param patience for an answer to be taken, and for the next request, in milliseconds */
    CallerConnection(Vertx vertx, HttpConnection connection, long patience) {
        this.vertx = vertx;
        this.connection = connection;
        this.patience = patience;
    }

    /** Closes the connection unless a request comes and is looked at in time. */
    synchronized void rest() {
        wake();
        timer = vertx.setTimer(patience, elapsed -> connection.close());
    }

    private void wake() {
        if (timer != -1) {
            vertx.cancelTimer(timer);
            timer = -1;
        }
    }

    /** Looks at a request, now or once the last answer is taken. */
    void next(HttpServerRequest arrived, Runnable look) {
        synchronized (this) {
            if (untaken) {
                arrived.pause();
                next = () -> {
                    arrived.resume();
                    next(arrived, look);
                };
                return;
            }
            wake();
            request = arrived;
            arrived.response().endHandler(ended -> answered());
        }
        look.run();
    }

    /** The share is the present request's, until its answer is made and taken. */
    synchronized void hold(MemoryBudget.Share share) {
        hold = new Hold(share);
    }

    /** What tells that the answer to the present request is made, if that holds memory. */
    synchronized Runnable made() {
        Hold present = hold;
        return present == null ? () -> {} : present::made;
    }

    /** By whatever thread; what is behind the answer on this connection is behind it for the network as well. */
    private synchronized void answered() {
        untaken = true;
        rest();
        Hold present = hold;
        if (present != null && request != null && request.response().ended()) {
            present.made(); // else its connection broke, and whoever works on it knows nothing of that
        }
        Channel channel = ((ConnectionBase) connection).channel();
        channel.eventLoop().execute(() ->
                channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> taken(present)));
    }

    private void taken(@Nullable Hold answered) {
        Runnable look;
        synchronized (this) {
            untaken = false;
            look = next;
            next = null;
        }
        if (answered != null) {
            answered.taken();
        }
        if (look != null) {
            look.run();
        }
    }

    /** It is gone; what has arrived whole may still be worked on. */
    synchronized void closed() {
        wake();
        next = null;
        Hold present = hold;
        if (present == null) {
            return;
        }
        present.taken();
        if (request == null || !request.isEnded()) {
            present.made(); // nobody works on half a request
        } else if (!present.isOver()) {
            vertx.setTimer(LONGEST, elapsed -> present.made());
        }
    }

    /** What the memory of one request waits for. */
    private static final class Hold {
        private final MemoryBudget.Share share;
        private boolean made;
        private boolean taken;

        Hold(MemoryBudget.Share share) {
            this.share = share;
        }

        synchronized void made() {
            made = true;
            give();
        }

        synchronized void taken() {
            taken = true;
            give();
        }

        synchronized boolean isOver() {
            return made && taken;
        }

        private void give() {
            if (isOver()) {
                share.close();
            }
        }
    }
}
