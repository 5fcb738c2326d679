// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Tells what listens at an address where no Artemis answered, from what it says by itself and to the first bytes of Artemis' own
 * protocol. Artemis greets nobody. Keeps no state.
 */
final class BrokerProbe {
    private static final int CONNECT_MILLIS = 3_000;
    private static final int LISTEN_MILLIS = 1_500;
    private static final int SHORT_MILLIS = 300;
    private static final int MOST = 200;
    /** As an Artemis client begins; the ends of lines make a server that reads lines answer. */
    private static final byte[] HELLO = "ARTEMIS\r\n\r\n".getBytes(ISO_8859_1);
    private static final Pattern TEXT = Pattern.compile("[\\x20-\\x7E]{4,}");
    private static final int TLS_ALERT = 0x15;

    private BrokerProbe() {}

    /**
     * What it is, in words; null if it says nothing that tells.
     *
     * @throws IOException if there is nobody
     */
    static @Nullable String ask(String host, int port) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), CONNECT_MILLIS);
            return heard(socket);
        }
    }

    /** What it is if it greets at once, as some do to which Artemis' client would listen in vain, or with a trace in the log; else null. */
    static @Nullable String greeting(String host, int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), SHORT_MILLIS);
            socket.setSoTimeout(SHORT_MILLIS);
            return named(read(socket.getInputStream()), "greets with");
        } catch (IOException e) {
            return null;
        }
    }

    private static @Nullable String heard(Socket socket) {
        try {
            socket.setSoTimeout(LISTEN_MILLIS);
            byte[] greeting = read(socket.getInputStream());
            if (greeting.length > 0) {
                return named(greeting, "greets with");
            }
            socket.getOutputStream().write(HELLO);
            return named(read(socket.getInputStream()), "answers");
        } catch (IOException e) {
            return null;
        }
    }

    private static byte[] read(InputStream in) throws IOException {
        byte[] bytes = new byte[MOST];
        int length;
        try {
            length = in.read(bytes);
        } catch (SocketTimeoutException e) {
            length = 0;
        }
        return java.util.Arrays.copyOf(bytes, Math.max(0, length));
    }

    private static @Nullable String named(byte[] bytes, String does) {
        String text = new String(bytes, ISO_8859_1);
        Matcher printable = TEXT.matcher(text);
        if (text.startsWith("HTTP/")) {
            return "an HTTP server";
        } else if (text.startsWith("ActiveMQ", 5)) {
            return "ActiveMQ Classic, or a broker that speaks its OpenWire";
        } else if (text.startsWith("AMQP")) {
            return "a broker that speaks AMQP";
        } else if (bytes.length > 2 && bytes[0] == TLS_ALERT && bytes[1] == 3) {
            return "a server that speaks TLS, which sslEnabled=true in the URL is for";
        }
        return printable.lookingAt() ? "a server that " + does + " \"" + printable.group() + "\"" : null;
    }
}
