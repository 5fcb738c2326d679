// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/** One caller of an {@link HttpLoad}: a connection, and at most one request on it. For one thread. */
final class HttpCaller implements AutoCloseable {
    private static final int LONGEST_ANSWER = 16_384;

    private final SocketChannel channel;
    private final SelectionKey key;
    private final ByteBuffer request;
    private final ByteBuffer answer = ByteBuffer.allocate(LONGEST_ANSWER);
    private long sentAt;
    private long answeredAt;

    /** Returns when it is connected. */
    HttpCaller(int port, byte[] request, Selector selector) throws IOException {
        this.request = ByteBuffer.allocateDirect(request.length).put(request);
        channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.configureBlocking(false);
        key = channel.register(selector, SelectionKey.OP_READ, this);
    }

    /** Sends the request, or as much of it as the peer takes now. */
    void send() throws IOException {
        sentAt = System.nanoTime();
        answer.clear();
        request.clear();
        write();
    }

    /** Does what can be done now; returns the status of the answer if that is whole, else {@link HttpResponse#NOT_YET}. */
    int goOn() throws IOException {
        if (key.isWritable()) {
            write();
        }
        if (!key.isReadable()) {
            return HttpResponse.NOT_YET;
        }
        if (channel.read(answer) < 0) {
            throw new EOFException("connection closed in an answer of " + answer.position() + " bytes");
        }
        if (!answer.hasRemaining()) {
            throw new BenchException("answer", new String(answer.array(), 0, 300, ISO_8859_1),
                    "less than " + LONGEST_ANSWER + " bytes", "target/bench/logs");
        }
        answeredAt = System.nanoTime();
        return HttpResponse.status(answer.array(), answer.position());
    }

    /** Nanoseconds from the last request to its answer. */
    long waited() {
        return answeredAt - sentAt;
    }

    private void write() throws IOException {
        channel.write(request);
        key.interestOps(request.hasRemaining() ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
