// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.delivery;

import java.net.URI;
import java.time.Instant;
import java.util.Map;

/** How an application shows a token endpoint who it is; never printed. */
public sealed interface ClientProof permits ClientProof.Secret, ClientCertificate {
    /** One word or two for people. */
    String describe();

    /**
     * What goes into the body of the request.
     *
     * @param endpoint the only one that may accept the proof
     */
    Map<String, String> parameters(String clientId, URI endpoint, Instant now);

    /** A password of the application (RFC 6749 2.3.1). */
    record Secret(String value) implements ClientProof {
        @Override
        public String describe() {
            return "client secret";
        }

        @Override
        public Map<String, String> parameters(String clientId, URI endpoint, Instant now) {
            return Map.of("client_secret", value);
        }

        @Override
        public String toString() {
            return "Secret[***]";
        }
    }
}
