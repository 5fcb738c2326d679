// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.mail;

import java.util.Locale;

/** How urgent a reader's mail program shows the mail (RFC 2156 Importance). */
public enum Importance {
    LOW("5"),
    NORMAL("3"),
    HIGH("1");

    private final String xPriority;

    Importance(String xPriority) {
        this.xPriority = xPriority;
    }

    /** The word requests and headers use: {@code low}, {@code normal}, {@code high}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The older header's value, which Outlook and others still read. */
    String xPriority() {
        return xPriority;
    }
}
