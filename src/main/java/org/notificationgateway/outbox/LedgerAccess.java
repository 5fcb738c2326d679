// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/**
 * How to reach the database of a shared ledger.
 *
 * @param url JDBC URL
 * @param password never printed
 */
public record LedgerAccess(String url, String username, String password) {
    private static final String SECONDS = "10";

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
