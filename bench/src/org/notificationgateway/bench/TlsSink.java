// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.bench;

import java.io.IOException;
import java.util.Map;

/** An SMTP server that demands STARTTLS and a login, on one thread of Node.js. */
final class TlsSink implements Sink {
    private final int port = Layout.freePort();
    private final Child child;
    private boolean up;

    TlsSink(Layout layout, TlsCertificate certificate) throws IOException {
        child = new Peers(layout).node("tls-sink", "tls-sink.js", Map.of(
                "SMTP_PORT", String.valueOf(port),
                "SMTP_CERTIFICATE", certificate.certificate().toString(),
                "SMTP_KEY", certificate.key().toString()));
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public void restart() throws IOException {
        stop();
        child.order("up");
        up = true;
    }

    @Override
    public void stop() throws IOException {
        if (up) {
            child.order("down");
            up = false;
        }
    }

    @Override
    public long count() throws IOException {
        return Long.parseLong(child.ask("count"));
    }

    @Override
    public double cpuSeconds() throws IOException {
        return child.cpuSeconds();
    }

    @Override
    public void close() throws InterruptedException {
        child.close();
    }
}
