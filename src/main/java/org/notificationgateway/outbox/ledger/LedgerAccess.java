// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox.ledger;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How to reach the ledger's database: SQLite in a file of the gateway's own, or PostgreSQL, which several gateways share.
 *
 * @param url JDBC URL
 * @param file of SQLite, null for a database on the network
 * @param password never printed
 */
public record LedgerAccess(String url, @Nullable Path file, String username, String password) {
    private static final String SECONDS = "10";
    /** Where SQLite's locks are not those of this machine. */
    private static final Set<String> NETWORK = Set.of(
            "nfs", "nfs3", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "afs", "ncpfs", "9p", "ceph", "glusterfs",
            "fuse.sshfs", "fuse.glusterfs", "fuse.s3fs", "lustre", "beegfs");

    /** A file that is made if it is missing. */
    public static LedgerAccess ofFile(Path file) {
        return new LedgerAccess("jdbc:sqlite:" + file, file, "", "");
    }

    /** A database that others may use, too. */
    public static LedgerAccess ofUrl(String url, String username, String password) {
        return new LedgerAccess(url, null, username, password);
    }

    /** True if other gateways may write into it at the same time. */
    boolean isShared() {
        return file == null;
    }

    /** The kind of a network file system that the file lies on, on which SQLite loses data; null if it is none. */
    public @Nullable String networkFileSystem() throws IOException {
        if (file == null) {
            return null;
        }
        String type = Files.getFileStore(file.toAbsolutePath().getParent()).type().toLowerCase(Locale.ROOT);
        return NETWORK.contains(type) ? type : null;
    }

    /** A new connection that no call waits on for ever, and without automatic commits. The caller closes it. */
    Connection connect() throws SQLException {
        Properties properties = new Properties();
        if (isShared()) {
            properties.setProperty("user", username);
            properties.setProperty("password", password);
        }
        if (url.startsWith("jdbc:postgresql:")) {
            properties.setProperty("connectTimeout", SECONDS);
            properties.setProperty("loginTimeout", SECONDS);
            properties.setProperty("socketTimeout", SECONDS);
            properties.setProperty("options", "-c lock_timeout=" + SECONDS + "s");
            properties.setProperty("ApplicationName", "notification-gateway");
        }
        Connection open = DriverManager.getConnection(url, properties);
        boolean ready = false;
        try {
            if (!isShared()) {
                prepare(open);
            }
            open.setAutoCommit(false);
            ready = true;
            return open;
        } finally {
            if (!ready) {
                open.close();
            }
        }
    }

    /**
     * A killed process loses nothing of a write-ahead log; a power cut may cost its last rows, which doubles a mail at
     * worst. To force each commit to disk would cost a wait for the disk a mail.
     */
    private static void prepare(Connection open) throws SQLException {
        try (Statement pragma = open.createStatement()) {
            pragma.execute("PRAGMA busy_timeout = 10000");
            pragma.execute("PRAGMA journal_mode = WAL");
            pragma.execute("PRAGMA synchronous = NORMAL");
            pragma.execute("PRAGMA secure_delete = ON"); // what is forgotten is gone
        }
    }

    /** Without parameters, among which some put a password. */
    @Override
    public String toString() {
        return "ledger " + (file == null ? url.replaceFirst("[;?].*", "") : file);
    }
}
