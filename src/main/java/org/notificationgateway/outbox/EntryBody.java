// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import java.util.Arrays;
import org.apache.activemq.artemis.api.core.ActiveMQException;

/**
 * The body of a large entry in the two parts that {@link OutboxCodec} wants: a mail of megabytes is not copied once more
 * to be parted from the line before it.
 *
 * @param line before the mail, with its end; the whole body if that has none
 * @param mail the rest; neither is to be changed
 */
public record EntryBody(byte[] line, byte[] mail) {
    private static final int PIECE = 1_024; // most lines are shorter

    /** Where a body is read from, on from where the last piece ended. */
    @FunctionalInterface
    public interface Source {
        void read(byte[] into, int at, int length) throws ActiveMQException;
    }

    /** Reads a body of so many bytes. */
    static EntryBody read(Source from, int size) throws ActiveMQException {
        byte[] start = new byte[0];
        int end = -1;
        while (end < 0 && start.length < size) {
            int known = start.length;
            start = Arrays.copyOf(start, Math.min(size, Math.max(PIECE, 2 * known)));
            from.read(start, known, start.length - known);
            end = OutboxCodec.endOfLine(start, known);
        }
        if (end < 0) {
            return new EntryBody(start, new byte[0]);
        }
        byte[] mail = new byte[size - end - 1];
        int known = start.length - end - 1;
        System.arraycopy(start, end + 1, mail, 0, known);
        from.read(mail, known, mail.length - known);
        return new EntryBody(Arrays.copyOf(start, end + 1), mail);
    }

    /** In bytes. */
    public int size() {
        return line.length + mail.length;
    }

    /** Writes it as it was stored, or as much of it as there is room for; returns how much that is. */
    int copyTo(byte[] into) {
        return put(mail, into, put(line, into, 0));
    }

    private static int put(byte[] part, byte[] into, int at) {
        int length = Math.min(part.length, into.length - at);
        System.arraycopy(part, 0, into, at, length);
        return at + length;
    }
}
