// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox.embedded;

/** Says that the embedded broker cannot start, so that whoever starts processes tries again. */
public final class BrokerFailedException extends RuntimeException {
    BrokerFailedException(String message) {
        super(message);
    }
}
