// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox.ledger;

import java.time.Instant;
import java.util.HexFormat;
import java.util.UUID;

/**
 * Names a mail once and for all: 48 bits of time, so that a table of them grows at its end, and 74 random ones, so that no
 * two are alike (RFC 9562, UUID version 7, without its hyphens). It tells nothing of the mail: brokers log it.
 */
public final class MailToken {
    private static final long RANDOM_A = 0x0fff;
    private static final long VERSION_7 = 0x7000;

    private MailToken() {}

    /** A new name, 32 hexadecimal digits. */
    public static String next(Instant now) {
        UUID random = UUID.randomUUID();
        long high = now.toEpochMilli() << 16 | VERSION_7 | random.getMostSignificantBits() & RANDOM_A;
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(high) + hex.toHexDigits(random.getLeastSignificantBits());
    }

    /** True for what {@link #next} may have made: nothing else becomes part of a path. */
    public static boolean isToken(String text) {
        return text.length() == 32 && text.chars().allMatch(c -> c >= '0' && c <= '9' || c >= 'a' && c <= 'f');
    }
}
