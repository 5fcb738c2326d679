// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.smtp;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Says that a server could not be used at all: no line, no TLS, no login. It says nothing of the mail: no attempt is
 * counted, and the sender pauses instead.
 */
public final class ServerFaultException extends IOException {
    public ServerFaultException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
