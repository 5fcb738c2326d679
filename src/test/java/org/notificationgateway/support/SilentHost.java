// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.support;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

/** A port of loopback where no connection comes about and none is refused: nobody accepts, and the queue of those that wait is full. */
public final class SilentHost implements AutoCloseable {
    private static final int MOST = 50;

    private final ServerSocket listener;
    private final List<Socket> waiting = new ArrayList<>();

    public SilentHost(String address) throws IOException {
        listener = new ServerSocket(0, 1, InetAddress.getByName(address));
        boolean full = false;
        for (int i = 0; i < MOST && !full; i++) {
            Socket socket = new Socket();
            waiting.add(socket);
            try {
                socket.connect(new InetSocketAddress(address, listener.getLocalPort()), 200);
            } catch (SocketTimeoutException e) {
                full = true;
            }
        }
        if (!full) {
            close();
            throw new IllegalStateException(address + " takes more than " + MOST + " connections");
        }
    }

    public int port() {
        return listener.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        for (Socket socket : waiting) {
            socket.close();
        }
        listener.close();
    }
}
