// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Locale;

/** Reads answers with less work than any client library, since the client shares the CPU. */
final class HttpResponse {
    static final int NOT_YET = 0;
    private static final String END_OF_HEAD = "\r\n\r\n";
    private static final String LAST_CHUNK = "\r\n0\r\n\r\n";
    private static final String LENGTH = "\r\ncontent-length:";

    private HttpResponse() {}

    /** The status of the one answer that has arrived so far, or {@link #NOT_YET} if its end is still to come. */
    static int status(byte[] bytes, int length) {
        String answer = new String(bytes, 0, length, ISO_8859_1);
        int end = answer.indexOf(END_OF_HEAD);
        if (end < 0) {
            return NOT_YET;
        }
        String head = answer.substring(0, end).toLowerCase(Locale.ROOT);
        int known = head.indexOf(LENGTH);
        boolean whole = known < 0
                ? answer.endsWith(LAST_CHUNK)
                : length >= end + END_OF_HEAD.length() + number(head, known + LENGTH.length());
        return whole ? Integer.parseInt(answer.substring(9, 12)) : NOT_YET;
    }

    private static int number(String head, int from) {
        int end = head.indexOf('\r', from);
        return Integer.parseInt(head.substring(from, end < 0 ? head.length() : end).trim());
    }

    /** A GET on a connection of its own; returns the whole answer. */
    static String get(int port, String path) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write(
                    ("GET " + path + " HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n").getBytes(US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }
}
