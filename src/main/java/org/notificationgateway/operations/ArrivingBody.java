// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.operations;

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
    private @Nullable Handler<Buffer> keep;
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
        keep = handler;
        super.handler(handler == null ? null : this::piece);
        return this;
    }

    private void piece(Buffer piece) {
        long before = RequestCost.arriving(arrived);
        arrived += piece.length();
        refused = refused || !share.grow(RequestCost.arriving(arrived) - before);
        Handler<Buffer> handler = keep;
        if (refused || handler == null) {
            keep = null;
        } else {
            handler.handle(piece);
        }
    }

    @Override
    public HttpServerRequest endHandler(@Nullable Handler<Void> handler) {
        super.endHandler(handler == null ? null : end -> {
            if (refused) {
                refuse.run();
            } else {
                handler.handle(end);
            }
        });
        return this;
    }
}
