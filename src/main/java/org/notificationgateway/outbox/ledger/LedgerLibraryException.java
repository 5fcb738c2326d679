// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox.ledger;

import java.io.IOException;

/** Says that SQLite's native library cannot be loaded, for whoever can name another place for it. */
public final class LedgerLibraryException extends IOException {
    private static final long serialVersionUID = 1L;

    LedgerLibraryException(LedgerException cause) {
        super("the native library of SQLite cannot be loaded from "
                + System.getProperty("org.sqlite.tmpdir", System.getProperty("java.io.tmpdir")), cause);
    }
}
