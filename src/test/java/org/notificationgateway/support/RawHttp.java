// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.support;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;

/** One connection, written byte for byte: for requests that no well-behaved client would send. */
public final class RawHttp implements AutoCloseable {
    private final Socket socket;

    public RawHttp(int port) throws IOException {
        socket = new Socket("127.0.0.1", port);
        socket.setSoTimeout(20_000);
        socket.setTcpNoDelay(true);
    }

    /** One request on a connection of its own, and all that comes back until the server closes it. */
    public static String exchange(int port, String request) throws IOException {
        try (RawHttp connection = new RawHttp(port)) {
            return connection.write(request).readAll();
        }
    }

    public RawHttp write(String bytes) throws IOException {
        try {
            socket.getOutputStream().write(bytes.getBytes(ISO_8859_1));
        } catch (SocketException e) {
            // closed by the server: what it answered before can still be read
        }
        return this;
    }

    /** True once something has come back. */
    public boolean hasAnswer() throws IOException {
        return socket.getInputStream().available() > 0;
    }

    /** How many bytes of answers have come and are unread. */
    public int unread() throws IOException {
        return socket.getInputStream().available();
    }

    /** Everything until the server closes the connection. */
    public String readAll() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try {
            InputStream in = socket.getInputStream();
            for (int next = in.read(); next != -1; next = in.read()) {
                all.write(next);
            }
        } catch (SocketException e) {
            // a reset ends the answer as a close does
        }
        return all.toString(ISO_8859_1);
    }

    /** One answer on a connection that may stay open: its head, and as much body as Content-Length says. */
    public String readAnswer() throws IOException {
        StringBuilder answer = new StringBuilder();
        InputStream in = socket.getInputStream();
        while (answer.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next == -1) {
                return answer.toString();
            }
            answer.append((char) next);
        }
        String length = answer.toString().replaceAll("(?is).*\r\ncontent-length: *(\\d+).*", "$1");
        return answer + new String(in.readNBytes(length.matches("\\d+") ? Integer.parseInt(length) : 0), ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
