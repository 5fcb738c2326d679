// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox.ledger;

import java.util.HexFormat;
import java.util.zip.CRC32C;

/**
 * Tells damaged bytes from those that were written: CRC-32C (RFC 3720), which processors compute at memory speed. It
 * guards against disks and software, not against people. One thread at a time.
 */
public final class Checksum {
    /** Characters of a written checksum. */
    public static final int LENGTH = 8;

    private final CRC32C sum = new CRC32C();

    /** The checksum of all these bytes. */
    public static String of(byte[] bytes) {
        return new Checksum().add(bytes, 0, bytes.length).toString();
    }

    public Checksum add(byte[] bytes, int from, int length) {
        sum.update(bytes, from, length);
        return this;
    }

    long value() {
        return sum.getValue();
    }

    /** Eight hexadecimal digits. */
    @Override
    public String toString() {
        return HexFormat.of().toHexDigits((int) sum.getValue());
    }
}
