// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox.ledger;

import java.io.IOException;

/** Says that a database holds the tables of another version, which are left as they are. */
public final class LedgerFormatException extends IOException {
    private static final long serialVersionUID = 1L;

    LedgerFormatException(LedgerException cause) {
        super(cause.getMessage(), cause);
    }
}
