// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/**
 * How to reach the database of the ledger, embedded or shared.
 *
 * @param url JDBC URL
 * @param password never printed
 */
public record LedgerAccess(String url, String username, String password) {
    private static final String SECONDS = "10";

    /**
     * A database of this process alone, in one file of the folder. What it commits is written before the commit
     * returns, so that a killed process loses no id.
     */
    public static LedgerAccess embedded(Path directory) {
        return new LedgerAccess(
                "jdbc:h2:file:" + directory.resolve("ledger")
                        + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE;LOCK_TIMEOUT=10000",
                "gateway", "");
    }

    /** True for a database that nobody else can have stopped. */
    public boolean isEmbedded() {
        return url.startsWith("jdbc:h2:file:");
    }

    /** A new connection that no call waits on for ever. The caller closes it. */
    Connection connect() throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", username);
        properties.setProperty("password", password);
        if (url.startsWith("jdbc:postgresql:")) {
            properties.setProperty("connectTimeout", SECONDS);
            properties.setProperty("loginTimeout", SECONDS);
            properties.setProperty("socketTimeout", SECONDS);
            properties.setProperty("options", "-c lock_timeout=" + SECONDS + "s");
            properties.setProperty("ApplicationName", "notification-gateway");
        }
        return DriverManager.getConnection(url, properties);
    }

    /** Without parameters, among which some put a password. */
    @Override
    public String toString() {
        return "ledger " + url.replaceFirst("[;?].*", "");
    }
}
