// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.mail;

/**
 * The header line by which a gateway knows its own mail again, so that a folder that leads back to it makes no loop. It names
 * the gateway by a value that tells nothing.
 */
public final class TraceHeader {
    /** Name of the header. */
    public static final String NAME = "X-Notification-Gateway";

    private TraceHeader() {}

    /** The whole line. */
    static String line(String gateway) {
        return NAME + ": " + gateway + "\r\n";
    }
}
