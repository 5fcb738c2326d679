// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import java.util.Enumeration;

/**
 * Looks into a queue to its end: Artemis says that nothing more is there when it is still sending the parts of a large
 * message. Asked again it says what comes next.
 */
public final class Browsing {
    private static final int ASKED = 3;

    private Browsing() {}

    /** True if a queue browser has a further message; without a side effect if there is one. */
    public static boolean hasMore(Enumeration<?> browsed) {
        for (int i = 0; i < ASKED; i++) {
            if (browsed.hasMoreElements()) {
                return true;
            }
        }
        return false;
    }
}
