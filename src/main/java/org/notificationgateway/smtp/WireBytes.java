// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.smtp;

import java.io.ByteArrayOutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Makes of a mail what goes over the wire after DATA, so that no line of it can end the mail (RFC 5321 4.5.2). Looks at
 * eight bytes at a time, since an attachment of megabytes has no dot at all.
 */
final class WireBytes {
    private static final VarHandle EIGHT =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long LOW_BITS = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final long DOTS = LOW_BITS * '.';

    private WireBytes() {}

    /** True if a line within these bounds begins with a dot. */
    static boolean isStuffingNeeded(byte[] mail, int from, int to) {
        return nextDot(mail, from, to) < to;
    }

    /** This part of the mail with a second dot before each line that begins with one. */
    static byte[] stuffed(byte[] mail, int from, int to) {
        ByteArrayOutputStream wire = new ByteArrayOutputStream(to - from + 64);
        write(mail, from, to, wire);
        return wire.toByteArray();
    }

    /** The end of the mail likewise, with CRLF at its end and the final dot. */
    static byte[] ended(byte[] mail, int from) {
        ByteArrayOutputStream wire = new ByteArrayOutputStream(mail.length - from + 64);
        write(mail, from, mail.length, wire);
        if (!endsLine(mail)) {
            wire.writeBytes(new byte[] {'\r', '\n'});
        }
        wire.writeBytes(new byte[] {'.', '\r', '\n'});
        return wire.toByteArray();
    }

    private static void write(byte[] mail, int from, int to, ByteArrayOutputStream wire) {
        int written = from;
        for (int dot = nextDot(mail, from, to); dot < to; dot = nextDot(mail, dot + 1, to)) {
            wire.write(mail, written, dot - written);
            wire.write('.');
            written = dot;
        }
        wire.write(mail, written, to - written);
    }

    /** Where the next line begins with a dot; {@code to} if none does. */
    private static int nextDot(byte[] mail, int from, int to) {
        int i = from;
        while (i < to) {
            if (to - i >= Long.BYTES && !holdsDot((long) EIGHT.get(mail, i))) {
                i += Long.BYTES;
            } else if (mail[i] == '.' && (i == 0 || mail[i - 1] == '\n' || mail[i - 1] == '\r')) {
                return i;
            } else {
                i++;
            }
        }
        return to;
    }

    /** By the well-known test for a zero byte. */
    private static boolean holdsDot(long eight) {
        long zeroWhereDot = eight ^ DOTS;
        return ((zeroWhereDot - LOW_BITS) & ~zeroWhereDot & HIGH_BITS) != 0;
    }

    private static boolean endsLine(byte[] mail) {
        return mail.length >= 2 && mail[mail.length - 2] == '\r' && mail[mail.length - 1] == '\n';
    }

    /** True if the mail has bytes beyond ASCII. */
    static boolean isEightBit(byte[] mail) {
        int i = 0;
        for (; mail.length - i >= Long.BYTES; i += Long.BYTES) {
            if (((long) EIGHT.get(mail, i) & HIGH_BITS) != 0) {
                return true;
            }
        }
        for (; i < mail.length; i++) {
            if (mail[i] < 0) {
                return true;
            }
        }
        return false;
    }
}
