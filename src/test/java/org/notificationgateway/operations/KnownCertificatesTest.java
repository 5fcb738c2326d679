// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.operations;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.jsse.KeyManagersParameters;
import org.apache.camel.support.jsse.KeyStoreParameters;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.notificationgateway.delivery.SmtpServers;
import org.notificationgateway.settings.Senders;
import org.notificationgateway.smtp.ServerCertificates;
import org.notificationgateway.support.TestKeys;

class KnownCertificatesTest {
    @TempDir
    private Path folder;

    @Test
    void tellWhenTheOneOfOurOwnPortsEnds() throws Exception {
        Path own = new TestKeys(folder).selfSigned("gateway", "dns:localhost", "-1d", 30);
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            assertEquals(Map.of(), known(context).ends(), "no TLS");
            KeyStoreParameters store = new KeyStoreParameters();
            store.setCamelContext(context);
            store.setResource("file:" + own);
            store.setPassword(TestKeys.PASSWORD);
            KeyManagersParameters keys = new KeyManagersParameters();
            keys.setCamelContext(context);
            keys.setKeyStore(store);
            keys.setKeyPassword(TestKeys.PASSWORD);
            SSLContextParameters tls = new SSLContextParameters();
            tls.setKeyManagers(keys);
            context.setSSLContextParameters(tls);
            Map<String, Instant> ends = known(context).ends();
            Duration left = Duration.between(Instant.now(), ends.get("camel.ssl.keyStore"));
            assertTrue(left.toDays() >= 28 && left.toDays() <= 30, left.toString());
        }
    }

    private static KnownCertificates known(DefaultCamelContext context) {
        Senders nobody = new Senders(List.of());
        return new KnownCertificates(context, nobody, SmtpServers.plain(nobody), new ServerCertificates());
    }
}
