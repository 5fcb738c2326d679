// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.smtp;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Says that a server could not be used at all: no line, no TLS, no login. It says nothing of the mail: no attempt is
 * counted, and the sender pauses instead.
 */
public final class ServerFaultException extends IOException {
    private final boolean crowded;

    public ServerFaultException(String message, @Nullable Throwable cause) {
        this(message, cause, false);
    }

    private ServerFaultException(String message, @Nullable Throwable cause, boolean crowded) {
        super(message, cause);
        this.crowded = crowded;
    }

    /** Of a server that takes no further connection at the moment. */
    static ServerFaultException crowded(String message) {
        return new ServerFaultException(message, null, true);
    }

    /** True if it may take another connection when it has fewer. */
    boolean isCrowded() {
        return crowded;
    }
}
