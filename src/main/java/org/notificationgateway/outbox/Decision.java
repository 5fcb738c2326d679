// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import org.jspecify.annotations.Nullable;

/**
 * Carries what was decided about an entry from the step of the route that decides to whoever commits the entry: the same
 * thread does both, and the route between them has no place for it that an edit could not lose.
 */
final class Decision {
    private static final ThreadLocal<@Nullable Settlement> PRESENT = new ThreadLocal<>();

    private Decision() {}

    static void note(Settlement settlement) {
        PRESENT.set(settlement);
    }

    /** What was noted since the last call, null if nothing was. */
    static @Nullable Settlement take() {
        Settlement noted = PRESENT.get();
        PRESENT.remove();
        return noted;
    }
}
