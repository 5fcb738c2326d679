// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.support;

/** How much a test tries: enough to notice what breaks, or all that the profile {@code soak} has time for. */
public final class Effort {
    private static final boolean LONG = Boolean.getBoolean("gateway.test-long");

    private Effort() {
    }

    public static int of(int usual, int soak) {
        return LONG ? soak : usual;
    }
}
