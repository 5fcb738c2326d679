// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Says that what came back from the disk is not what was stored, so that it becomes a dead letter and is sent to nobody:
 * one wrong letter is another address.
 */
public final class DamagedEntryException extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient @Nullable OutboxEntry entry;

    /**
     * @param message what was seen and what was expected
     * @param entry what is sound of it, without its mail; null if nothing is
     */
    DamagedEntryException(String message, @Nullable OutboxEntry entry, @Nullable Throwable cause) {
        super(message, cause);
        this.entry = entry;
    }

    /** The entry without its mail, null if even that is damaged. */
    @Nullable OutboxEntry entry() {
        return entry;
    }
}
