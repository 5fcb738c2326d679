// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.ingress;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import org.notificationgateway.settings.GatewayKey;
import org.notificationgateway.settings.StartRefusedException;

/**
 * Where a server of ours listens, checked before it does: a used port then costs one clear line instead of a trace.
 *
 * @param key prefix of the settings, such as {@code camel.server}
 */
public record ListenAddress(String key, String host, int port) {

    /**
     * Returns when the port is free and the host is one of ours.
     *
     * @throws StartRefusedException otherwise
     */
    public void check() {
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true); // connections of the last run that still linger do not matter
            probe.bind(new InetSocketAddress(host, port));
        } catch (IOException | IllegalArgumentException e) {
            throw new StartRefusedException(
                    key + ".port", "is " + port + ", which " + host + " cannot listen on: " + e.getMessage(),
                    "a free port of this machine", GatewayKey.where(key + ".port"));
        }
    }

    /** True when only this machine can connect. */
    public boolean isLoopback() {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
