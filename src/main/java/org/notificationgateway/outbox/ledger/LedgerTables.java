// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox.ledger;

import java.util.Arrays;

/** The ledger's tables, alike in SQLite and PostgreSQL. */
final class LedgerTables {
    /** Of the tables below. A database of another format is not touched. */
    static final int FORMAT = 3;

    private static final String SHORT_ROWS = "WITHOUT ROWID"; // one tree instead of two
    private static final String SEQUENCE = "INTEGER PRIMARY KEY AUTOINCREMENT"; // a number is not used twice
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
          checksum BIGINT NOT NULL,
          door VARCHAR(100) NOT NULL,
          caller VARCHAR(64) NOT NULL,
          trace VARCHAR(64) NOT NULL,
          supersedes VARCHAR(128) NOT NULL,
          tags TEXT NOT NULL,
          accepted_at BIGINT NOT NULL,
          not_before BIGINT NOT NULL,
          expires_at BIGINT NOT NULL)""",
        "CREATE UNIQUE INDEX IF NOT EXISTS notification_mail_id ON notification_mail (sender, id, generation)",
        "CREATE INDEX IF NOT EXISTS notification_mail_expiry ON notification_mail (sender, expires_at) WHERE expires_at > 0",
        """
        CREATE TABLE IF NOT EXISTS notification_recipient (
          mail VARCHAR(32) NOT NULL,
          recipient VARCHAR(320) NOT NULL,
          state VARCHAR(16) NOT NULL,
          reply TEXT NOT NULL,
          at BIGINT NOT NULL,
          attempts INTEGER NOT NULL,
          next_at BIGINT NOT NULL,
          PRIMARY KEY (mail, recipient)) WITHOUT ROWID""",
        "CREATE INDEX IF NOT EXISTS notification_recipient_address ON notification_recipient (lower(recipient), mail)",
        "CREATE INDEX IF NOT EXISTS notification_recipient_state ON notification_recipient (state, mail) WHERE "
                + LedgerTables.NOT_DONE,
        """
        CREATE TABLE IF NOT EXISTS notification_event (
          seq INTEGER PRIMARY KEY AUTOINCREMENT,
          mail VARCHAR(32) NOT NULL,
          type VARCHAR(16) NOT NULL,
          recipient VARCHAR(320) NOT NULL,
          reply TEXT NOT NULL,
          at BIGINT NOT NULL,
          attempts INTEGER NOT NULL,
          next_at BIGINT NOT NULL)""",
        "CREATE INDEX IF NOT EXISTS notification_event_mail ON notification_event (mail)",
        """
        CREATE TABLE IF NOT EXISTS notification_sent (
          destination VARCHAR(600) NOT NULL,
          slot BIGINT NOT NULL,
          recipients INTEGER NOT NULL,
          PRIMARY KEY (destination, slot))""",
        """
        CREATE TABLE IF NOT EXISTS notification_rate (
          destination VARCHAR(600) NOT NULL PRIMARY KEY,
          state BLOB,
          expires_at BIGINT)""",
        "CREATE INDEX IF NOT EXISTS notification_mail_key ON notification_mail (sender, supersedes, mail) WHERE "
                + LedgerTables.HAS_KEY,
        """
        CREATE TABLE IF NOT EXISTS notification_order (
          seq INTEGER PRIMARY KEY AUTOINCREMENT,
          kind VARCHAR(16) NOT NULL,
          sender VARCHAR(64) NOT NULL,
          mail VARCHAR(32) NOT NULL,
          at BIGINT NOT NULL,
          who VARCHAR(300) NOT NULL)""",
        "CREATE TABLE IF NOT EXISTS notification_key (name VARCHAR(32) NOT NULL PRIMARY KEY, value VARCHAR(64) NOT NULL)",
        "CREATE TABLE IF NOT EXISTS notification_cursor (name VARCHAR(32) NOT NULL PRIMARY KEY, seq BIGINT NOT NULL)"
    };

    /** What the index by state holds; said in a query in the same words, so that SQLite uses it. */
    static final String NOT_DONE = "state NOT IN ('DELIVERED', 'HANDED_OVER')";

    /** What the index by key holds. */
    static final String HAS_KEY = "supersedes <> ''";

    /** How a database says of which format its tables are. */
    record Format(String ready, String read, String write) {}

    /** In the head of the file, where no other page need be sound. */
    static final Format OF_SQLITE =
            new Format("PRAGMA user_version", "PRAGMA user_version", "PRAGMA user_version = " + FORMAT);
    static final Format OF_POSTGRESQL = new Format(
            "CREATE TABLE IF NOT EXISTS notification_ledger (format INTEGER NOT NULL)",
            "SELECT MAX(format) FROM notification_ledger",
            "INSERT INTO notification_ledger (format) VALUES (" + FORMAT + ")");

    static final String COLUMNS =
            "mail, sender, id, generation, content_hash, claimed_at, accepted, message_id, recipients, checksum,"
                    + " door, caller, trace, supersedes, tags, accepted_at, not_before, expires_at";
    static final String CLAIM = "INSERT INTO notification_mail (" + COLUMNS
            + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING";
    static final String LATEST = "SELECT " + COLUMNS + " FROM notification_mail"
            + " WHERE sender = ? AND id = ? ORDER BY generation DESC LIMIT 1";
    static final String LATEST_ACCEPTED = "SELECT " + COLUMNS + " FROM notification_mail"
            + " WHERE sender = ? AND id = ? AND accepted = 1 ORDER BY generation DESC LIMIT 1";
    static final String ACCEPT = "UPDATE notification_mail SET accepted = 1, content_hash = ?, message_id = ?,"
            + " recipients = ?, checksum = ? WHERE mail = ?";
    /** An outcome proves that the broker has the mail, even if that was never noted. */
    static final String KNOW = "UPDATE notification_mail SET accepted = 1 WHERE mail = ? AND accepted = 0";
    static final String PAGE = "SELECT " + COLUMNS + " FROM notification_mail WHERE mail > ? ORDER BY mail LIMIT 1000";
    static final String NEWEST = "SELECT MAX(mail) FROM notification_mail";
    static final String MAIL = "SELECT " + COLUMNS + " FROM notification_mail WHERE mail = ?";
    static final String FREE_ID = "UPDATE notification_mail SET claimed_at = 0 WHERE mail = ?";

    static final String WAIT = "INSERT INTO notification_recipient (mail, recipient, state, reply, at, attempts, next_at)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING";
    /** A final state stays, unless a later one is as final and another; so nothing is told twice. */
    static final String SETTLE = "INSERT INTO notification_recipient (mail, recipient, state, reply, at, attempts, next_at)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (mail, recipient)"
            + " DO UPDATE SET state = excluded.state, reply = excluded.reply, at = excluded.at,"
            + " attempts = excluded.attempts, next_at = excluded.next_at"
            + " WHERE notification_recipient.state = 'WAITING' OR (excluded.state NOT IN ('WAITING', 'UNKNOWN', 'CANCELLED')"
            + " AND notification_recipient.state <> excluded.state)";
    static final String REOPEN = "UPDATE notification_recipient SET state = 'WAITING', at = ?, attempts = 0, next_at = 0"
            + " WHERE mail = ? AND recipient = ? AND state <> 'WAITING'";
    static final String OUTCOMES = "SELECT recipient, state, reply, attempts, next_at FROM notification_recipient"
            + " WHERE mail = ? AND state <> 'WAITING'";
    static final String RECIPIENTS = "SELECT recipient, state, reply, at, attempts, next_at FROM notification_recipient"
            + " WHERE mail = ?";

    static final String EVENT = "INSERT INTO notification_event (mail, type, recipient, reply, at, attempts, next_at)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?)";
    /** Once for each mail, whoever comes first: the note of the acceptance, or of what became of it. */
    static final String ACCEPTED = "INSERT INTO notification_event (mail, type, recipient, reply, at, attempts, next_at)"
            + " SELECT m.mail, 'accepted', '', '', m.accepted_at, 0, m.not_before FROM notification_mail m WHERE m.mail = ?"
            + " AND NOT EXISTS (SELECT 1 FROM notification_event e WHERE e.mail = m.mail AND e.type = 'accepted')";
    static final String EVENTS = "SELECT seq, mail, type, recipient, reply, at, attempts, next_at FROM notification_event"
            + " WHERE mail = ? ORDER BY seq";
    private static final String PUBLISHED = "SELECT e.seq, e.mail, e.type, e.recipient, e.reply, e.at, e.attempts, e.next_at,"
            + " m.sender, m.id, m.tags, m.trace FROM notification_event e CROSS JOIN notification_mail m"
            + " WHERE m.mail = e.mail AND e.seq > ?";
    private static final String IN_ORDER = " ORDER BY e.seq LIMIT ?";
    static final String EVENTS_AFTER = PUBLISHED + IN_ORDER;
    static final String CURSOR = "INSERT INTO notification_cursor (name, seq)"
            + " SELECT 'relay', COALESCE(MAX(seq), 0) FROM notification_event WHERE true ON CONFLICT DO NOTHING";
    static final String CURSOR_OF_FILE = "SELECT seq FROM notification_cursor WHERE name = 'relay'";
    static final String CURSOR_OF_MANY = CURSOR_OF_FILE + " FOR UPDATE SKIP LOCKED";
    /** When the first thing happened that was not handed on; none while nobody is told. */
    static final String BEHIND = "SELECT e.at FROM notification_event e WHERE e.seq >"
            + " (SELECT c.seq FROM notification_cursor c WHERE c.name = 'relay') ORDER BY e.seq LIMIT 1";
    static final String ADVANCE = "UPDATE notification_cursor SET seq = ? WHERE name = 'relay'";

    static final String ORDER =
            "INSERT INTO notification_order (kind, sender, mail, at, who) VALUES (?, ?, ?, ?, ?)";
    private static final String OLDER_OF_KEY = " WHERE sender = ? AND supersedes = ? AND supersedes <> '' AND accepted = 1"
            + " AND mail < (SELECT MAX(n.mail) FROM notification_mail n"
            + " WHERE n.sender = ? AND n.supersedes = ? AND n.supersedes <> '' AND n.accepted = 1)";
    /** Of all mails with a key the newest alone goes out. */
    static final String SUPERSEDE = "INSERT INTO notification_order (kind, sender, mail, at, who)"
            + " SELECT 'CANCEL', sender, mail, ?, ? FROM notification_mail" + OLDER_OF_KEY
            + " AND EXISTS (SELECT 1 FROM notification_recipient r"
            + " WHERE r.mail = notification_mail.mail AND r.state = 'WAITING')";
    /** What was superseded need not be looked at again. */
    static final String FORGET_KEY = "UPDATE notification_mail SET supersedes = ''" + OLDER_OF_KEY;
    private static final String ORDER_COLUMNS = "SELECT o.seq, o.kind, o.sender, o.mail, o.at, o.who FROM notification_order o";
    static final String ORDERS = ORDER_COLUMNS + " WHERE o.seq > ? ORDER BY o.seq";
    static final String STANDING_ORDERS = ORDER_COLUMNS + " WHERE o.seq > ? AND (o.kind IN ('HOLD', 'RELEASE')"
            + " OR o.kind = 'CANCEL' AND EXISTS (SELECT 1 FROM notification_recipient r"
            + " WHERE r.mail = o.mail AND r.state = 'WAITING')) ORDER BY o.seq";
    static final String LATEST_ORDER = "SELECT MAX(seq) FROM notification_order";
    static final String FORGET_ORDERS = "DELETE FROM notification_order WHERE kind IN ('RETRY', 'CANCEL') AND at < ?";

    /** Held to the commit, so that numbers are in the order of commits and a reader passes by none. */
    static final String IN_TURN = "SELECT pg_advisory_xact_lock(6512345001)";

    private static final String IS_ERASED = " AND recipient >= 'erased-' AND recipient < 'erased.'";
    static final String KEY = "SELECT value FROM notification_key WHERE name = 'erasure'";
    static final String MAKE_KEY = "INSERT INTO notification_key (name, value) VALUES ('erasure', ?) ON CONFLICT DO NOTHING";
    static final String ERASED_OF_ONE = "SELECT recipient FROM notification_recipient WHERE mail = ?" + IS_ERASED;
    static final String ERASED_OF_MANY = "SELECT recipient FROM notification_recipient WHERE mail = ANY (?)"
            + " AND recipient LIKE 'erased-%'";
    /** Where a piece of the ledger ends that is looked through at once. */
    static final String END_OF_PIECE = "SELECT mail FROM notification_mail WHERE mail > ? ORDER BY mail LIMIT 1 OFFSET 10000";
    private static final String PIECE = " WHERE mail > ? AND mail <= ?";
    /** Mails of a piece that may name somebody; the text is looked at again. */
    static final String NAMING = "SELECT mail FROM notification_mail" + PIECE + " AND (lower(recipients) LIKE ? ESCAPE '!'"
            + " OR lower(tags) LIKE ? ESCAPE '!' OR lower(supersedes) LIKE ? ESCAPE '!')"
            + " UNION SELECT mail FROM notification_recipient" + PIECE + " AND (lower(recipient) LIKE ? ESCAPE '!'"
            + " OR lower(reply) LIKE ? ESCAPE '!')"
            + " UNION SELECT mail FROM notification_event" + PIECE + " AND (lower(recipient) LIKE ? ESCAPE '!'"
            + " OR lower(reply) LIKE ? ESCAPE '!') ORDER BY 1";
    static final String LOCKED = " FOR UPDATE";
    static final String ERASE_MAIL = "UPDATE notification_mail SET content_hash = ?, recipients = ?, checksum = ?, tags = ?,"
            + " supersedes = ? WHERE mail = ?";
    static final String ERASE_RECIPIENT = "DELETE FROM notification_recipient WHERE mail = ? AND recipient = ?";
    static final String ERASE_REPLY = "UPDATE notification_recipient SET reply = ? WHERE mail = ? AND recipient = ?";
    static final String ERASE_EVENT = "UPDATE notification_event SET recipient = ?, reply = ? WHERE seq = ?";
    static final String EMPTY_LOG = "PRAGMA wal_checkpoint(TRUNCATE)";

    /** Of what waits, what expires in a time. */
    static final String EXPIRING = "SELECT m.accepted_at, m.expires_at FROM notification_mail m"
            + " WHERE m.sender = ? AND m.expires_at > ? AND m.expires_at <= ? AND NOT EXISTS (SELECT 1 FROM"
            + " notification_recipient r WHERE r.mail = m.mail AND r.state <> 'WAITING') LIMIT 100000";

    /** How many recipients wait, of how many mails; of very many a part tells. */
    static final String WAITING = "SELECT COUNT(*), COUNT(DISTINCT w.mail) FROM (SELECT r.mail FROM notification_recipient r"
            + " JOIN notification_mail m ON m.mail = r.mail WHERE r.state = 'WAITING' AND r." + NOT_DONE
            + " AND m.sender = ? LIMIT 100000) w";

    /** What is forgotten of a mail, in this order. */
    static final String[] FORGET = {
        "DELETE FROM notification_event WHERE mail = ?",
        "DELETE FROM notification_recipient WHERE mail = ?",
        "DELETE FROM notification_mail WHERE mail = ?"
    };

    private LedgerTables() {}

    /** The same for so many senders. */
    static String eventsOf(int senders) {
        return PUBLISHED + " AND m.sender IN (" + "?, ".repeat(Math.max(0, senders - 1)) + (senders == 0 ? "NULL" : "?") + ")"
                + IN_ORDER;
    }

    /** Made at each connection, since a shared database may have been away when this gateway started. */
    static String[] create(boolean sqlite) {
        return sqlite
                ? CREATE
                : Arrays.stream(CREATE)
                        .map(sql -> sql.replace(SHORT_ROWS, "")
                                .replace(SEQUENCE, "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY")
                                .replace("BLOB", "BYTEA"))
                        .toArray(String[]::new);
    }
}
