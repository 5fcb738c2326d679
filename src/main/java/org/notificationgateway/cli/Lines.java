// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.cli;

import org.notificationgateway.settings.InvalidSettingsException;
import org.notificationgateway.settings.StartRefusedException;
import org.slf4j.LoggerFactory;

/** What commands say of faults. Keeps no state. */
public final class Lines {
    private Lines() {}

    /** Each line of a fault, marked as ours. */
    public static String prefixed(String lines) {
        return lines.stripTrailing().replaceAll("(?m)^", "gateway: ");
    }

    /** Our own words where we have some; else what Camel's innermost cause says, and the rest in the debug log. */
    public static String explanation(Throwable failure) {
        Throwable cause = failure;
        boolean error = false;
        while (true) {
            error |= cause instanceof Error;
            if (cause instanceof StartRefusedException || cause instanceof InvalidSettingsException) {
                return String.valueOf(cause.getMessage());
            }
            if (cause.getCause() == null) {
                break;
            }
            cause = cause.getCause();
        }
        LoggerFactory.getLogger(Lines.class).debug("The gateway did not start", failure);
        return "did not start: " + (error || cause.getMessage() == null ? cause.toString() : cause.getMessage());
    }
}
