// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import org.jspecify.annotations.Nullable;
import org.notificationgateway.settings.Fault;

/** Says that nothing can be accepted at the moment, so that a door tells its caller to come again. */
public final class StoreUnavailableException extends Exception {
    public StoreUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** For a fault that an operator can cure. */
    public static StoreUnavailableException of(Fault fault) {
        return new StoreUnavailableException(fault.toString(), null);
    }
}
