// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.ingress;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerRequestInternal;
import io.vertx.core.http.impl.HttpServerRequestWrapper;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.intake.RequestCost;
import org.notificationgateway.mail.MemoryBudget;

/**
 * Counts a body whose length its caller does not say, piece by piece and before anybody keeps a piece. What no longer
 * fits is read and thrown away, since a caller who still writes would miss the answer.
 */
final class ArrivingBody extends HttpServerRequestWrapper {
    private final MemoryBudget.Share share;
    private final Runnable refuse;
    private @Nullable Handler<Buffer> keeper;
    private @Nullable Handler<Void> end;
    private @Nullable Handler<Throwable> broken;
    private long arrived;
    private boolean refused;

    /** @param refuse answers once the body has ended */
    ArrivingBody(HttpServerRequest request, MemoryBudget.Share share, Runnable refuse) {
        super((HttpServerRequestInternal) request);
        this.share = share;
        this.refuse = refuse;
    }

    @Override
    public HttpServerRequest handler(@Nullable Handler<Buffer> handler) {
        keeper = handler;
        super.handler(handler == null ? null : this::piece);
        return this;
    }

    private void piece(Buffer piece) {
        long before = RequestCost.arriving(arrived);
        arrived += piece.length();
        if (!refused && !share.grow(RequestCost.arriving(arrived) - before)) {
            refused = true;
            forget();
        }
        if (keeper != null) {
            keeper.handle(piece);
        }
    }

    /** Lets the part that kept what has arrived be collected, since nobody else may wait for that memory. */
    private void forget() {
        keeper = null;
        end = null;
        broken = null;
        share.close();
    }

    @Override
    public HttpServerRequest endHandler(@Nullable Handler<Void> handler) {
        end = handler;
        super.endHandler(handler == null ? null : this::ended);
        return this;
    }

    private void ended(Void nothing) {
        if (refused) {
            refuse.run();
        } else if (end != null) {
            end.handle(nothing);
        }
    }

    @Override
    public HttpServerRequest exceptionHandler(@Nullable Handler<Throwable> handler) {
        broken = handler;
        super.exceptionHandler(handler == null ? null : this::broke);
        return this;
    }

    private void broke(Throwable cause) {
        if (broken != null) {
            broken.handle(cause);
        }
    }
}
