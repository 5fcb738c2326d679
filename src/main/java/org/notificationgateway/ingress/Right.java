// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.ingress;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a key may be good for, so that no caller holds more than its work takes. Its words stand in files and commands. */
public enum Right {
    /** Hands in requests. */
    SEND,
    /** Sees mails, senders and dead letters. */
    READ,
    /** Steers them. */
    OPERATE;

    /** The right of that word. */
    static Optional<Right> of(String word) {
        return Arrays.stream(values()).filter(right -> right.toString().equals(word)).findFirst();
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
