// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.rehearsal;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.spi.PlatformHttpConsumer;
import org.apache.camel.component.platform.http.spi.PlatformHttpEngine;
import org.apache.camel.support.DefaultConsumer;
import org.jspecify.annotations.Nullable;

/** Takes the place of the HTTP server behind {@code platform-http}: its routes are called by path, and no port is open. */
final class HttpDoors implements PlatformHttpEngine {
    private final Map<String, Door> doors = new ConcurrentHashMap<>();

    /** A route that HTTP leads to. */
    private final class Door extends DefaultConsumer implements PlatformHttpConsumer {
        private final PlatformHttpEndpoint endpoint;

        Door(PlatformHttpEndpoint endpoint, Processor processor) {
            super(endpoint, processor);
            this.endpoint = endpoint;
        }

        @Override
        public PlatformHttpEndpoint getEndpoint() {
            return endpoint;
        }

        @Override
        protected void doStart() throws Exception {
            super.doStart();
            doors.put(endpoint.getPath(), this);
        }
    }

    @Override
    public PlatformHttpConsumer createConsumer(PlatformHttpEndpoint endpoint, Processor processor) {
        return new Door(endpoint, processor);
    }

    /** What a request to this path would call; null if nothing listens there. */
    @Nullable DefaultConsumer at(String path) {
        return doors.get(path);
    }
}
