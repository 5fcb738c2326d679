// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.bench;

import java.io.IOException;
import java.util.Map;

/** An SMTP server that demands STARTTLS and a login, on one thread of Node.js: it is the limit before the gateway is. */
final class TlsSink implements Sink {
    private final Layout layout;
    private final TlsCertificate certificate;
    private final int port;
    private Child child;

    TlsSink(Layout layout, TlsCertificate certificate) throws IOException {
        this.layout = layout;
        this.certificate = certificate;
        port = Layout.freePort();
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public void restart() throws Exception {
        stop();
        child = new Peers(layout).node("tls-sink", "tls-sink.js", Map.of(
                "SMTP_PORT", String.valueOf(port),
                "SMTP_CERTIFICATE", certificate.certificate().toString(),
                "SMTP_KEY", certificate.key().toString()));
    }

    @Override
    public void stop() throws Exception {
        if (child != null) {
            child.close();
            child = null;
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
}
