// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.ingress;

/** Turns away a caller without a valid API key. Says nothing about the key. */
public final class UnauthorizedException extends Exception {
    UnauthorizedException() {
        super("no valid API key");
    }
}
