// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.bench;

import java.io.IOException;
import java.util.Map;

/** An SMTP server that demands STARTTLS and a login. */
final class TlsSink extends NodeSink {
    TlsSink(Layout layout, TlsCertificate certificate) throws IOException {
        super(layout, "tls-sink", Map.of(
                "SMTP_CERTIFICATE", certificate.certificate().toString(), "SMTP_KEY", certificate.key().toString()));
    }
}
