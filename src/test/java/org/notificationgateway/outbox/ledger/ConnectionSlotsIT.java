// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox.ledger;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.notificationgateway.support.LogLines;
import org.notificationgateway.support.PostgresServer;

/** Gateways together have no more connections than a destination bears; none goes without, and none waits for a dead one. */
class ConnectionSlotsIT {
    private static final String THERE = "smtp.office365.com:587 as no-reply@contoso.com";

    @TempDir
    private Path folder;

    @Test
    void areSharedGivenToWhoHasNoneAndFreedByWhoDies() throws Exception {
        try (PostgresServer database = new PostgresServer(folder); LogLines log = LogLines.of("gateway.delivery")) {
            LedgerAccess access = LedgerAccess.ofUrl(database.url(), PostgresServer.USER, PostgresServer.PASSWORD);
            try (ConnectionSlots one = new ConnectionSlots(access)) {
                try (ConnectionSlots two = new ConnectionSlots(access)) {
                    Runnable first = one.take(THERE, 3);
                    assertNotNull(first);
                    assertNotNull(one.take(THERE, 3));
                    assertNotNull(one.take(THERE, 3));
                    assertNull(one.take(THERE, 3), "no session may lock one twice");
                    assertNull(two.take(THERE, 3));
                    assertNotNull(two.take("elsewhere:25", 1), "another destination");
                    await().until(() -> one.isWanted(THERE));
                    first.run();
                    first.run();
                    await().until(() -> two.take(THERE, 3) != null);
                    assertNull(one.take(THERE, 3), "what it gave up is for others");
                    assertNull(two.take(THERE, 3), "it was one");
                }
                await().until(() -> one.take(THERE, 3) != null); // who died has given back
                await().until(() -> !one.isWanted(THERE));
                database.stop();
                await("its own count holds while the database is away").until(() -> one.take(THERE, 3) != null);
                assertEquals(1, log.lines().stream().filter(line -> line.contains("cannot be counted")).count(), log.lines()::toString);
            }
        }
    }
}
