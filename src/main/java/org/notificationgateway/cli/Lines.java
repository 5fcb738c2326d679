// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.cli;

/** Marks what a command says of a fault as ours, line by line. */
public final class Lines {
    private Lines() {}

    /** Each line of a fault. */
    public static String prefixed(String lines) {
        return lines.stripTrailing().replaceAll("(?m)^", "gateway: ");
    }
}
