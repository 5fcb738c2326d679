// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox.ledger;

/** The ledger's tables, alike in SQLite and PostgreSQL. */
final class LedgerTables {
    private static final String[] CREATE = {
        """
        CREATE TABLE IF NOT EXISTS notification_mail (
          mail VARCHAR(32) NOT NULL PRIMARY KEY,
          sender VARCHAR(64) NOT NULL,
          id VARCHAR(128) NOT NULL,
          generation INTEGER NOT NULL,
          content_hash VARCHAR(64) NOT NULL,
          claimed_at BIGINT NOT NULL,
          accepted SMALLINT NOT NULL,
          message_id VARCHAR(1000) NOT NULL,
          recipients TEXT NOT NULL,
          checksum BIGINT NOT NULL)""",
        "CREATE UNIQUE INDEX IF NOT EXISTS notification_mail_id ON notification_mail (sender, id, generation)",
        """
        CREATE TABLE IF NOT EXISTS notification_outcome (
          mail VARCHAR(32) NOT NULL,
          recipient VARCHAR(320) NOT NULL,
          state VARCHAR(16) NOT NULL,
          reply TEXT NOT NULL,
          at BIGINT NOT NULL,
          PRIMARY KEY (mail, recipient))"""
    };

    static final String COLUMNS =
            "mail, sender, id, generation, content_hash, claimed_at, accepted, message_id, recipients, checksum";
    static final String CLAIM = "INSERT INTO notification_mail (" + COLUMNS
            + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING";
    static final String LATEST = "SELECT " + COLUMNS + " FROM notification_mail"
            + " WHERE sender = ? AND id = ? ORDER BY generation DESC LIMIT 1";
    static final String ACCEPT = "UPDATE notification_mail SET accepted = 1, content_hash = ?, message_id = ?,"
            + " recipients = ?, checksum = ? WHERE mail = ?";
    static final String PAGE = "SELECT " + COLUMNS + " FROM notification_mail WHERE mail > ? ORDER BY mail LIMIT 1000";
    static final String NEWEST = "SELECT MAX(mail) FROM notification_mail";
    static final String MAIL = "SELECT " + COLUMNS + " FROM notification_mail WHERE mail = ?";
    static final String FREE_ID = "UPDATE notification_mail SET accepted = 0, claimed_at = 0 WHERE mail = ?";
    static final String FORGET = "DELETE FROM notification_mail WHERE mail = ?";

    static final String SETTLE = "INSERT INTO notification_outcome (mail, recipient, state, reply, at)"
            + " VALUES (?, ?, ?, ?, ?) ON CONFLICT (mail, recipient)"
            + " DO UPDATE SET state = excluded.state, reply = excluded.reply, at = excluded.at";
    static final String REOPEN = "DELETE FROM notification_outcome WHERE mail = ? AND recipient = ?";
    static final String OUTCOMES = "SELECT recipient, state, reply FROM notification_outcome WHERE mail = ?";
    static final String FORGET_OUTCOMES = "DELETE FROM notification_outcome WHERE mail = ?";

    private LedgerTables() {}

    /** Made at each connection, since a shared database may have been away when this gateway started. */
    static String[] create(boolean sqlite) {
        String[] tables = CREATE.clone();
        tables[tables.length - 1] += sqlite ? " WITHOUT ROWID" : ""; // short rows: one tree instead of two
        return tables;
    }
}
