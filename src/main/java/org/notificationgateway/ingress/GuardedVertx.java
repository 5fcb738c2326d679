// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.ingress;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerImpl;
import io.vertx.core.impl.VertxInternal;
import io.vertx.core.impl.VertxWrapper;
import io.vertx.core.net.SocketAddress;
import java.util.function.BooleanSupplier;

/**
 * Puts the guard before an HTTP server that Camel makes. Camel takes a Vert.x from its registry, and has no option
 * for what happens here; for client certificates it has one, and ignores it. Each server needs an instance of its own,
 * so that health answers while every thread of the HTTP door waits; it ends with its server.
 */
public final class GuardedVertx extends VertxWrapper {
    /** Requests worked on at a time. Each waits for the disk, and those that wait share one wait. */
    private static final int WORKERS = 64;

    private final HttpGuard guard;
    private final HttpPorts ports;
    private final BooleanSupplier clientCertificates;

    /**
     * @param ports say when to listen
     * @param clientCertificates asked when the server is made: true to let in, where TLS is on, only who shows a
     *     certificate that is trusted
     */
    public GuardedVertx(HttpGuard guard, HttpPorts ports, BooleanSupplier clientCertificates) {
        super((VertxInternal) Vertx.vertx(new VertxOptions().setWorkerPoolSize(WORKERS)));
        this.guard = guard;
        this.ports = ports;
        this.clientCertificates = clientCertificates;
    }

    @Override
    public HttpServer createHttpServer(HttpServerOptions options) {
        options.setHttp2ClearTextEnabled(false); // an upgrade would pass by a proxy's rules
        if (clientCertificates.getAsBoolean()) {
            options.setClientAuth(ClientAuth.REQUIRED);
        }
        return new GuardedServer(this, options, guard, ports);
    }

    @Override
    public HttpServer createHttpServer() {
        return createHttpServer(new HttpServerOptions());
    }

    private static final class GuardedServer extends HttpServerImpl {
        private final Vertx vertx;
        private final HttpGuard guard;
        private final HttpPorts ports;
        private volatile int wanted;

        GuardedServer(VertxInternal vertx, HttpServerOptions options, HttpGuard guard, HttpPorts ports) {
            super(vertx, options);
            this.vertx = vertx;
            this.guard = guard;
            this.ports = ports;
            connectionHandler(connection -> guard.connected(vertx, connection));
            invalidRequestHandler(guard::invalid);
        }

        @Override
        public synchronized HttpServer requestHandler(Handler<HttpServerRequest> handler) {
            return super.requestHandler(guard.before(vertx, handler));
        }

        @Override
        public int actualPort() { // by which Camel names the port's routes
            int listening = super.actualPort();
            return listening == 0 ? wanted : listening;
        }

        @Override
        public Future<HttpServer> listen(SocketAddress address) {
            wanted = address.port();
            return ports.listen(this, () -> super.listen(address));
        }

        @Override
        public void close(Handler<AsyncResult<Void>> done) {
            super.close(closed -> {
                done.handle(closed); // on a thread of the Vert.x that ends here
                vertx.close();
            });
        }
    }
}
