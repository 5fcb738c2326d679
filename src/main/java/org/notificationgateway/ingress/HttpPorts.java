// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.ingress;

import io.vertx.core.Future;
import io.vertx.core.http.HttpServer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.notificationgateway.settings.StartRefusedException;

/**
 * Lets both HTTP ports listen only when all routes are up, and turns callers away before the first of them stops: a
 * path that is not served yet, or no more, would be answered 404, which a caller takes for a no.
 */
public final class HttpPorts {
    private final List<Supplier<Future<HttpServer>>> waiting = new ArrayList<>();
    private boolean open;
    private volatile boolean closing;

    /** Listens now, or as soon as the routes are up. */
    synchronized Future<HttpServer> listen(HttpServer server, Supplier<Future<HttpServer>> listening) {
        if (open) {
            return listening.get();
        }
        waiting.add(listening);
        return Future.succeededFuture(server);
    }

    /** The routes are up. */
    public void open() {
        List<Supplier<Future<HttpServer>>> ports;
        synchronized (this) {
            open = true;
            ports = List.copyOf(waiting);
            waiting.clear();
        }
        for (Supplier<Future<HttpServer>> port : ports) {
            try {
                port.get().toCompletionStage().toCompletableFuture().join();
            } catch (CompletionException e) {
                throw new StartRefusedException("HTTP port", "cannot be listened on: " + e.getCause().getMessage(),
                        "a free port of this machine", "camel.server.port, camel.management.port");
            }
        }
    }

    /** The routes are about to stop. */
    public void close() {
        closing = true;
    }

    boolean isClosing() {
        return closing;
    }
}
