// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.operations;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.notificationgateway.ingress.ListenAddress;

/** Finds what a start does not refuse, but whoever runs the gateway should know of. Keeps no state. */
public final class OpenSecrets {
    private OpenSecrets() {}

    /** What is open without being closed to anybody: secrets in files, and a broker beyond this machine; and what is not there. */
    public static List<String> warnings(GatewayProperties properties) {
        List<String> warnings = new ArrayList<>(properties.openSecrets());
        warnings.addAll(properties.withoutJmx());
        String acceptor = properties.text("gateway.broker.acceptor");
        if (properties.text("gateway.broker.url").isEmpty() && !acceptor.isEmpty()) {
            boolean tls = acceptor.toLowerCase(Locale.ROOT).contains("sslenabled=true");
            String host = hostOf(acceptor);
            if (!new ListenAddress("gateway.broker.acceptor", host, 0).isLoopback()) {
                warnings.add("gateway.broker.acceptor listens on " + host + ": whoever reaches it and has the one user and"
                        + " password may send" + (tls ? "" : ", and both cross the network in clear text; sslEnabled=true encrypts")
                        + ". 127.0.0.1 keeps it on this machine");
            }
        }
        return warnings;
    }

    private static String hostOf(String acceptor) {
        try {
            String host = new URI(acceptor.split("[?;]", 2)[0]).getHost();
            return host == null ? acceptor : host;
        } catch (URISyntaxException e) {
            return acceptor; // the broker will say what is wrong with it
        }
    }
}
