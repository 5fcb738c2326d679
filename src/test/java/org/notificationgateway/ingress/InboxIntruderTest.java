// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.ingress;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.notificationgateway.intake.Answers;
import org.notificationgateway.intake.InvalidRequestException;
import org.notificationgateway.intake.Limits;
import org.notificationgateway.intake.Requests;
import org.notificationgateway.support.Effort;

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
    class AHardLink { // S11
        private Path secret;

        @BeforeEach
        void writeASecret(@TempDir Path elsewhere) throws IOException {
            secret = Files.writeString(elsewhere.resolve("secret"), "secret");
            Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-r-----"));
        }

        @Test
        void isRefusedAndItsOtherNameKeepsItsRights() throws Exception {
            ClaimedFile link = folder.claim(Files.createLink(folder.path("a.json"), secret));
            var refused = assertThrows(InvalidRequestException.class, () -> inbox.content(link));
            inbox.refuse(link, "why".getBytes(UTF_8));
            assertEquals(List.of("UNSUPPORTED_TYPE"), Requests.faults(refused));
            assertEquals("rw-r-----", InboxFolder.permissions(secret));
            assertEquals(List.of("a.json", "a.json.error.json"), folder.names(".rejected"));
        }

        @Test
        void waitsAMomentSinceAnotherGatewayMayBePuttingAFileBack() throws Exception {
            Path other = folder.write("b.json", "request");
            Path file = Files.createLink(folder.path("a.json"), other);
            folder.passSinceNow(Duration.ofMinutes(1));
            assertFalse(inbox.isReady(file.toFile()));
            folder.pass(Duration.ofSeconds(1));
            assertFalse(inbox.isReady(file.toFile()));
            Files.delete(other);
            assertFalse(inbox.isReady(file.toFile()));
            folder.pass(Duration.ofSeconds(1));
            inbox.isReady(file.toFile());
            folder.pass(Duration.ofSeconds(1));
            assertTrue(inbox.isReady(file.toFile()));
            assertEquals("request", new String(inbox.content(folder.claim(file)), UTF_8));
        }

        @Test
        void isTakenUpIfItStays() throws Exception {
            Path file = Files.createLink(folder.path("a.json"), secret);
            folder.passSinceNow(Duration.ofMinutes(1));
            assertFalse(inbox.isReady(file.toFile()));
            folder.pass(Duration.ofSeconds(1));
            assertFalse(inbox.isReady(file.toFile()));
            folder.pass(Duration.ofSeconds(1));
            assertTrue(inbox.isReady(file.toFile()));
        }
    }

    @Nested
    class AFolderOfOurs { // S11
        @ParameterizedTest
        @ValueSource(strings = {".accepted", ".rejected", ".claimed"})
        void thatIsALinkStopsTheStart(String name, @TempDir Path elsewhere, @TempDir Path fresh) throws Exception {
            Files.createSymbolicLink(fresh.resolve(name), elsewhere);
            Inbox planted = Inbox.ofRequests(fresh, "gateway-1", Duration.ZERO, Requests.LIMITS, Requests.MEMORY, Clock.systemUTC(), Clock.systemUTC());
            assertThrows(IOException.class, planted::open);
        }

        @Test
        void thatBecomesALinkIsNotFollowed(@TempDir Path elsewhere) throws Exception {
            ClaimedFile file = folder.claim("a.json", "request");
            for (String name : List.of(".accepted", ".rejected")) {
                Files.delete(folder.path(name));
                Files.createSymbolicLink(folder.path(name), elsewhere);
            }
            assertThrows(IOException.class, () -> inbox.accept(file, Answers.accepted(false)));
            assertThrows(IOException.class, () -> inbox.refuse(file, "why".getBytes(UTF_8)));
            assertEquals(0, elsewhere.toFile().list().length);
        }

        @Test
        void thatBecomesALinkIsNotReadThrough(@TempDir Path elsewhere) throws Exception {
            ClaimedFile file = folder.claim("a.json", "request");
            Path claims = file.path().getParent();
            Path other = Files.createDirectory(elsewhere.resolve("gateway-1"));
            Files.writeString(other.resolve(file.path().getFileName()), "secret");
            Files.move(claims.getParent(), elsewhere.resolve("aside"));
            Files.createSymbolicLink(claims.getParent(), elsewhere);
            assertThrows(IOException.class, () -> inbox.content(file));
            assertThrows(IOException.class, () -> inbox.id(file, new byte[0]));
        }

        @ParameterizedTest(name = "D1: {0} swapped for a link all the time")
        @ValueSource(strings = {".accepted", ".rejected", ".claimed"})
        void thatIsSwappedForALinkAllTheTimeLeadsNothingOutside(String name, @TempDir Path elsewhere) throws Exception {
            Path trap = Files.createDirectories(elsewhere.resolve("config/gateway-1")).getParent();
            AtomicBoolean over = new AtomicBoolean();
            Thread intruder = new Thread(() -> {
                Path ours = folder.path(name);
                Path aside = folder.path("aside");
                while (!over.get()) {
                    try {
                        Files.move(ours, aside);
                        Files.createSymbolicLink(ours, trap);
                        Thread.onSpinWait();
                        Files.delete(ours);
                        Files.move(aside, ours);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }
            });
            intruder.start();
            int done = 0;
            long start = System.nanoTime();
            long end = start + Duration.ofMillis(Effort.of(700, 3_000)).toNanos();
            long latest = start + Duration.ofSeconds(20).toNanos(); // where the two hardly ever run at once
            while (System.nanoTime() < end || done == 0 && System.nanoTime() < latest) {
                folder.pass(Duration.ofMinutes(1));
                done += isFiled(folder.write("appsettings.ops.json", "request")) ? 1 : 0;
            }
            over.set(true);
            intruder.join();
            assertTrue(done > 0, "nothing was filed");
            try (Stream<Path> all = Files.walk(elsewhere)) {
                assertEquals(List.of(), all.filter(Files::isRegularFile).toList());
            }
        }

        private boolean isFiled(Path file) {
            ClaimedFile claimed = inbox.claim(file.toFile());
            if (claimed == null) {
                return false;
            }
            try {
                inbox.refuse(claimed, "why".getBytes(UTF_8));
                inbox.accept(folder.claim("b.json", "request"), Answers.accepted(false));
                return true;
            } catch (IOException | RuntimeException e) {
                try {
                    inbox.putBack(claimed);
                } catch (IOException unlucky) {
                    // it stays claimed
                }
                return false;
            }
        }

        @Test
        void thatIsReplacedWithTheWholeInboxPausesTheDoor(@TempDir Path elsewhere) throws Exception {
            assertFalse(inbox.isPaused());
            Path away = Files.move(folder.path(""), elsewhere.resolve("away"));
            Files.createSymbolicLink(folder.path(""), elsewhere);
            assertTrue(inbox.isPaused());
            Files.delete(folder.path(""));
            Files.move(away, folder.path(""));
            folder.pass(Duration.ofMinutes(1));
            assertFalse(inbox.isPaused());
        }

        @Test
        void mayLieBehindALinkTheOperatorChose(@TempDir Path elsewhere) throws Exception {
            Path link = Files.createSymbolicLink(elsewhere.resolve("inbox"), folder.path(""));
            Inbox linked = Inbox.ofRequests(link, "gateway-2", Duration.ZERO, Requests.LIMITS, Requests.MEMORY, Clock.systemUTC(), Clock.systemUTC());
            linked.open();
            folder.write("a.json", "request");
            ClaimedFile file = Objects.requireNonNull(linked.claim(link.resolve("a.json").toFile()));
            assertEquals("request", new String(linked.content(file), UTF_8));
            linked.accept(file, Answers.accepted(false));
            assertEquals(List.of("a.json"), folder.names(".accepted"));
        }
    }

    @Nested
    class SomethingElse {
        @Test
        void thanAFileThatKeepsItsSizeIsReadNoFurtherThanTheLimit() throws Exception { // B80: it grows after the look
            Limits limits = new Limits(100, 100, 20, 998, 255, 50);
            Inbox small = Inbox.ofRequests(folder.path(""), "gateway-2", Duration.ZERO, limits, Requests.MEMORY, Clock.systemUTC(), Clock.systemUTC());
            small.open();
            Path file = folder.path("a.json");
            Files.writeString(file, "x".repeat(50));
            ClaimedFile growing = Objects.requireNonNull(small.claim(file.toFile()));
            AtomicBoolean over = new AtomicBoolean();
            Thread writer = new Thread(() -> {
                try (var open = new RandomAccessFile(growing.path().toFile(), "rw")) {
                    while (!over.get()) {
                        open.setLength(50);
                        open.setLength(1L << 20);
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            writer.start();
            try {
                for (int i = 0; i < 2_000; i++) {
                    try {
                        assertTrue(small.content(growing).length <= 100);
                    } catch (InvalidRequestException e) {
                        assertEquals(List.of("TOO_LARGE"), Requests.faults(e));
                    } catch (IOException e) {
                        // somebody writes to it
                    }
                }
            } finally {
                over.set(true);
                writer.join();
            }
        }

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
