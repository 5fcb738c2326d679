// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.operations;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Writes an answer of any length in pieces, and the next one only once the network has taken the last: what its caller has
 * not read yet is in memory as one piece. Not thread-safe; for a thread that may wait.
 */
final class StreamedAnswer extends OutputStream {
    private static final int PIECE = 32_768;

    private final HttpServerResponse response;
    private final Duration patience;
    private Buffer piece = Buffer.buffer(PIECE);
    private boolean begun;

    /** @param patience how long a caller may take nothing */
    StreamedAnswer(HttpServerResponse response, Duration patience) {
        this.response = response;
        this.patience = patience;
    }

    /** True once something is on its way, so that no other answer can be given. */
    boolean hasBegun() {
        return begun;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        piece.appendBytes(bytes, from, length);
        if (piece.length() >= PIECE) {
            if (!begun) {
                response.setChunked(true);
                begun = true;
            }
            await(response.write(piece));
            piece = Buffer.buffer(PIECE);
        }
    }

    private void await(Future<Void> taken) throws IOException {
        try {
            taken.toCompletionStage().toCompletableFuture().get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            throw new IOException("the caller does not take the answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the gateway stops", e);
        }
    }

    /** Writes the rest. */
    @Override
    public void close() {
        begun = true;
        response.end(piece);
    }
}
