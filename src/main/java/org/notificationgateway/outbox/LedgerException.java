// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import java.io.IOException;
import java.sql.SQLException;

/** Says that the ledger's database failed, and whether what it holds is damaged. */
final class LedgerException extends IOException {
    private static final long serialVersionUID = 1L;
    private static final int SQLITE_CORRUPT = 11;
    private static final int SQLITE_NOT_A_DATABASE = 26;

    LedgerException(SQLException cause) {
        super(cause.getMessage(), cause);
    }

    /** True if SQLite found that its file is not what it wrote. */
    boolean isDamage() {
        return getCause() instanceof SQLException cause
                && ((cause.getErrorCode() & 0xff) == SQLITE_CORRUPT
                        || (cause.getErrorCode() & 0xff) == SQLITE_NOT_A_DATABASE);
    }
}
