// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.operations;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import org.notificationgateway.outbox.ledger.Ledger;
import org.notificationgateway.outbox.ledger.LedgerAccess;
import org.notificationgateway.outbox.ledger.LedgerFormatException;
import org.notificationgateway.outbox.ledger.LedgerLibraryException;
import org.notificationgateway.settings.StartRefusedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the ledger that settings name, and opens it or says what is in the way. Keeps no state. */
public final class LedgerOpening {
    private static final Logger LOG = LoggerFactory.getLogger(LedgerOpening.class);

    private LedgerOpening() {}

    /** Where the ledger lies if it is a file. */
    public static Path file(Path data) {
        return data.resolve("ledger.db");
    }

    /** As settings name it, not opened yet. */
    public static Ledger ledger(GatewayProperties properties, Path data, Clock clock) throws IOException {
        String url = properties.text("gateway.ledger.url");
        LedgerAccess access = url.isEmpty()
                ? LedgerAccess.ofFile(file(data))
                : LedgerAccess.ofUrl(
                        url, properties.text("gateway.ledger.username"), properties.text("gateway.ledger.password"));
        String network = access.networkFileSystem();
        if (network != null) {
            throw new StartRefusedException(
                    access.toString(), "lies on a network file system (" + network + "), where SQLite loses data",
                    "a local disk, or a PostgreSQL database (gateway.ledger.url)", "gateway.data-directory");
        }
        return new Ledger(access, clock, properties.duration("intake.idempotency-window"));
    }

    /** A file must be there now; a database may be away for a while. */
    public static void open(Ledger ledger) {
        try {
            ledger.open();
        } catch (LedgerLibraryException e) {
            throw new StartRefusedException(
                    ledger.toString(), "cannot be opened: " + e.getMessage(),
                    "a folder in which programs may be run (no noexec)",
                    "the Java property org.sqlite.tmpdir: GATEWAY_JAVA_OPTS=-Dorg.sqlite.tmpdir=FOLDER");
        } catch (LedgerFormatException e) {
            throw new StartRefusedException(
                    ledger.toString(), String.valueOf(e.getMessage()),
                    "format " + Ledger.FORMAT + ", or an empty database: let the gateways that made it deliver what waits",
                    "gateway.ledger.url");
        } catch (IOException e) {
            if (ledger.isFile()) {
                throw new StartRefusedException(
                        ledger.toString(), "cannot be opened (" + e.getMessage() + ")", "a file that this account can write",
                        "gateway.data-directory");
            }
            LOG.warn("{} cannot be reached yet: {}", ledger, e.getMessage());
        }
    }
}
