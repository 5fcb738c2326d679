// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox.ledger;

import java.io.IOException;
import java.sql.SQLException;

/** Says that the ledger's database failed, and whether what it holds is damaged. */
public final class LedgerException extends IOException {
    private static final long serialVersionUID = 1L;
    private static final int SQLITE_CORRUPT = 11;
    private static final String OTHER_FORMAT = "NGFMT"; // in the place of an SQLSTATE
    private static final int SQLITE_NOT_A_DATABASE = 26;

    LedgerException(Throwable cause) {
        super(cause.getMessage(), cause);
    }

    /** What a connection says whose tables are not those of this version. */
    static SQLException ofFormat(int seen) {
        return new SQLException("is of format " + (seen == 0 ? "2 or earlier" : seen), OTHER_FORMAT);
    }

    /** True if that was it. */
    boolean isOfFormat() {
        return getCause() instanceof SQLException cause && OTHER_FORMAT.equals(cause.getSQLState());
    }

    /** True if SQLite's native library cannot be loaded, as from a file system on which nothing may be run. */
    boolean isOfLibrary() {
        for (Throwable cause = getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof LinkageError || cause.getClass().getName().equals("org.sqlite.NativeLibraryNotFoundException")) {
                return true;
            }
        }
        return false;
    }

    /** True if SQLite found that its file is not what it wrote. */
    boolean isDamage() {
        return getCause() instanceof SQLException cause
                && ((cause.getErrorCode() & 0xff) == SQLITE_CORRUPT
                        || (cause.getErrorCode() & 0xff) == SQLITE_NOT_A_DATABASE);
    }
}
