// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.intake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may write into the inbox may not thereby read, overwrite or exhaust anything else. */
class InboxIntruderTest {
    private InboxFolder folder;
    private Inbox inbox;

    @BeforeEach
    void openInbox(@TempDir Path directory) throws IOException {
        folder = new InboxFolder(directory);
        inbox = folder.inbox();
    }

    @Nested
    class ASymbolicLink { // S11
        private Path secret;

        @BeforeEach
        void writeASecret(@TempDir Path elsewhere) throws IOException {
            secret = Files.writeString(elsewhere.resolve("secret"), "secret");
            Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-r-----"));
        }

        @Test
        void isRefusedAndItsTargetUntouched() throws Exception {
            ClaimedFile link = folder.claim(Files.createSymbolicLink(folder.path("a.json"), secret));
            var refused = assertThrows(InvalidRequestException.class, () -> inbox.content(link));
            inbox.refuse(link, "why".getBytes(UTF_8));
            assertEquals(List.of("UNSUPPORTED_TYPE"), Requests.faults(refused));
            assertTrue(Files.isSymbolicLink(folder.path(".rejected/a.json")));
            assertUntouched();
        }

        @Test
        void inTheWayOfAnExplanationIsNotWrittenThrough() throws Exception {
            Path link = Files.createSymbolicLink(folder.path("a.json.error.json"), secret);
            inbox.refuse(folder.claim(link), "why 1".getBytes(UTF_8));
            inbox.refuse(folder.claim("a.json", "2"), "why 2".getBytes(UTF_8));
            assertUntouched();
        }

        @Test
        void isPurgedInPlaceOfItsTarget() throws Exception {
            Path link = Files.createSymbolicLink(folder.path(".accepted/a.json"), secret);
            folder.passDays(9999);
            inbox.purge(Duration.ZERO);
            assertFalse(Files.exists(link, LinkOption.NOFOLLOW_LINKS));
            assertUntouched();
        }

        private void assertUntouched() throws IOException {
            assertEquals("secret", Files.readString(secret));
            assertEquals("rw-r-----", InboxFolder.permissions(secret));
        }
    }

    @Nested
    class SomethingElse {
        @Test
        void thanARegularFileIsRefused() throws Exception {
            ClaimedFile claimed = folder.claim(Files.createDirectory(folder.path("a.json")));
            var refused = assertThrows(InvalidRequestException.class, () -> inbox.content(claimed));
            inbox.refuse(claimed, "why".getBytes(UTF_8));
            assertEquals(List.of("UNSUPPORTED_TYPE"), Requests.faults(refused));
            assertEquals(2, folder.names(".rejected").size());
        }

        @Test
        void thanARequestOfUsualSizeIsRefusedUnread() throws Exception { // B29
            Path huge = folder.path("a.json");
            try (var file = new RandomAccessFile(huge.toFile(), "rw")) {
                file.setLength(1L << 32); // a hole: it takes no room on the disk
            }
            ClaimedFile claimed = folder.claim(huge);
            var refused = assertThrows(InvalidRequestException.class, () -> inbox.content(claimed));
            assertEquals(List.of("TOO_LARGE"), Requests.faults(refused));
        }
    }
}
