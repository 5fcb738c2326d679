// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.support;

/** How much a test tries: enough to notice what breaks, or all that the profiles {@code soak} and {@code trials} have time for. */
public final class Effort {
    private static final boolean LONG = Boolean.getBoolean("gateway.test-long");

    private Effort() {
    }

    /** In the profiles. */
    public static boolean isLong() {
        return LONG;
    }

    public static int of(int usual, int inTheProfiles) {
        return LONG ? inTheProfiles : usual;
    }
}
