// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.bench;

/** Ends a command with the four parts of a fault: which thing, what was seen, what was expected, where to change it. */
final class BenchException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BenchException(String thing, Object seen, Object expected, Object where) {
        super(thing + " is " + seen + ": expected " + expected + " (" + where + ")");
    }
}
