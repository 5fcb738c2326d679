// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.ingress;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.notificationgateway.intake.Limits;
import org.notificationgateway.mail.MemoryBudget;
import org.notificationgateway.settings.StartRefusedException;

/** Several may drop files into one inbox only if none of them can take away or replace what another has dropped. */
class InboxRightsTest {
    private static final Limits LIMITS = new Limits(1000, 100, 20, 998, 255, 50);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(ints = {0777, 0775, 0757, 0722, 02775, 0720, 0702})
    void oneThatOthersMayWriteToStopsTheStart(int mode) throws Exception {
        Files.setAttribute(folder, "unix:mode", mode);
        String refusal = assertThrows(StartRefusedException.class, () -> open(folder)).getMessage();
        assertTrue(refusal.startsWith("inbox " + folder + " may be written to by others without the sticky bit"), refusal);
        assertEquals(1, refusal.lines().count(), refusal);
        assertEquals(0, folder.toFile().list().length, "nothing is made in it");
    }

    @ParameterizedTest
    @ValueSource(ints = {01777, 03775, 0755, 0700, 0750, 02755})
    void oneThatIsStickyOrOursAloneIsTaken(int mode) throws Exception {
        Files.setAttribute(folder, "unix:mode", mode);
        assertDoesNotThrow(() -> open(folder));
    }

    @Test
    void oneBehindALinkIsLookedAtItself(@TempDir Path elsewhere) throws Exception {
        Files.setAttribute(folder, "unix:mode", 0777);
        Path link = Files.createSymbolicLink(elsewhere.resolve("inbox"), folder);
        assertThrows(StartRefusedException.class, () -> open(link));
    }

    @Test
    void oneThatIsMadeAtTheStartIsNobodyElsesToWriteTo() throws Exception {
        Path inbox = folder.resolve("data/inbox");
        open(inbox);
        assertEquals("r-x", PosixFilePermissions.toString(Files.getPosixFilePermissions(inbox)).substring(3, 6));
        assertDoesNotThrow(() -> open(inbox));
    }

    private static void open(Path inbox) {
        InboxService.refuseOpenToAll(inbox);
        new InboxService(
                new DefaultCamelContext(), Inbox.ofRequests(inbox, "gateway-1", Duration.ZERO, LIMITS, MemoryBudget.ofHeap(), Clock.systemUTC(), Clock.systemUTC()), inbox,
                "ingress.file.directory", Duration.ofDays(7)).open();
    }
}
