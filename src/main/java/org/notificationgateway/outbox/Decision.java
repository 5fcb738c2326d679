// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import org.jspecify.annotations.Nullable;

/** What becomes of an entry after its delivery, known at once or with the commit of its group. */
@FunctionalInterface
interface Decision {
    /** Asked once, by the thread that commits; may wait for a disk. Null if nothing was decided. */
    @Nullable Settlement settlement() throws Exception;

    /** One that is known already. */
    record Made(@Nullable Settlement settlement) implements Decision {}
}
