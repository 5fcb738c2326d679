// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.ingress;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.notificationgateway.intake.Answers;
import org.notificationgateway.outbox.StoreUnavailableException;
import org.notificationgateway.support.LogLines;

/** A trouble that lasts costs neither work nor log lines, and ends by itself. */
class InboxPauseTest {
    private static final Duration TICK = Duration.ofMillis(1);

    private InboxFolder folder;
    private Inbox inbox;
    private LogLines log;

    @BeforeEach
    void openInbox(@TempDir Path directory) throws IOException {
        folder = new InboxFolder(directory);
        inbox = folder.inbox();
        log = LogLines.of("gateway.ingress");
    }

    @AfterEach
    void stopListening() {
        log.close();
    }

    @Nested
    class AnOutboxThatTakesNothing {
        private final Exception away = new StoreUnavailableException("the broker is away", null);

        @Test
        void pausesTheDoorTwiceAsLongEachTimeUpToHalfAMinute() throws Exception {
            List<Long> seconds = new ArrayList<>();
            for (int i = 0; i < 7; i++) {
                inbox.release(folder.claim("a.json", "request"), away);
                seconds.add(pause());
                folder.delete("a.json");
            }
            assertEquals(List.of(1L, 2L, 4L, 8L, 16L, 30L, 30L), seconds);
            assertEquals(List.of("ERROR file door pauses, files stay in the inbox: the broker is away"), log.lines());
        }

        @Test
        void leavesEveryFileUntouchedMeanwhile() throws Exception {
            Path waiting = folder.write("waiting.json", "request");
            inbox.release(folder.claim("a.json", "request"), away);
            assertNull(inbox.claim(waiting.toFile()));
            assertEquals(List.of("a.json", "waiting.json"), folder.names(""));
        }

        @Test
        void isForgottenAfterTheFirstSuccess() throws Exception {
            inbox.release(folder.claim("a.json", "request"), away);
            pause();
            inbox.release(folder.claim(folder.path("a.json")), away);
            pause();
            inbox.accept(folder.claim(folder.path("a.json")), Answers.accepted(false));
            inbox.accept(folder.claim("b.json", "request"), Answers.accepted(false));
            inbox.release(folder.claim("c.json", "request"), away);
            assertEquals(1, pause());
            assertEquals(
                    List.of("ERROR file door pauses, files stay in the inbox: the broker is away",
                            "INFO file door goes on",
                            "ERROR file door pauses, files stay in the inbox: the broker is away"),
                    log.lines());
        }

        private long pause() {
            long millis = 0;
            for (; inbox.isPaused(); millis++) {
                folder.pass(TICK);
            }
            return millis / 1000;
        }
    }

    @Nested
    class AFileThatFailsAlone {
        private final Exception fault = new IllegalStateException("a fault of ours");

        @Test
        void waitsAloneWhileOthersGoOn() throws Exception {
            inbox.release(folder.claim("bad.json", "request"), fault);
            Path good = folder.write("good.json", "request");
            assertFalse(inbox.isReady(good.toFile()));
            folder.pass(InboxFolder.SETTLE_TIME);
            inbox.release(folder.claim(folder.path("bad.json")), fault);
            assertFalse(inbox.isPaused());
            assertFalse(inbox.isReady(folder.path("bad.json").toFile()));
            assertTrue(inbox.isReady(good.toFile()));
        }

        @Test
        void isNamedInTheLogOnceHoweverOftenItFails() throws Exception {
            folder.write("bad.json", "request");
            for (int i = 0; i < 5; i++) {
                inbox.release(folder.claim(folder.path("bad.json")), fault);
            }
            assertEquals(
                    List.of("ERROR file bad.json not stored, stays in the inbox: " + fault), log.lines());
        }

        @Test
        void isForgottenWithItsFile() throws Exception {
            inbox.release(folder.claim("bad.json", "1"), fault);
            folder.delete("bad.json");
            assertEquals(List.of(), inbox.strays());
            Path next = folder.write("bad.json", "2");
            folder.passSinceNow(Duration.ZERO);
            inbox.release(folder.claim(next), fault);
            assertEquals(2, log.lines().size());
        }
    }

    @Nested
    class AFileThatIsStillWritten {
        @Test
        void isNotReadyUntilItsWriterHasRestedLongEnough() throws Exception { // B80
            Path file = folder.write("a.json", "{");
            folder.passSinceNow(InboxFolder.SETTLE_TIME.minusMillis(500));
            assertFalse(inbox.isReady(file.toFile()));
            folder.passSinceNow(InboxFolder.SETTLE_TIME.plusMillis(500));
            assertTrue(inbox.isReady(file.toFile()));
        }

        @ParameterizedTest(name = "E7: a file server whose clock is {0} s ahead")
        @ValueSource(ints = {40, -40, 86_400, -86_400, 0})
        void isReadyAfterTwoLooksWhateverItsTimeStampSays(int ahead) throws Exception {
            Path file = folder.write("a.json", "{}");
            Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(ahead)));
            folder.passSinceNow(Duration.ofSeconds(-ahead)); // ctime is of that server, too
            assertFalse(inbox.isReady(file.toFile()));
            folder.pass(InboxFolder.SETTLE_TIME.minusMillis(1));
            assertFalse(inbox.isReady(file.toFile()));
            folder.pass(Duration.ofMillis(1));
            assertTrue(inbox.isReady(file.toFile()));
        }

        @Test
        void isLookedAtAnewWheneverItHasChanged() throws Exception {
            Path file = folder.write("a.json", "{");
            for (String more : List.of(" ", "}", "\n")) {
                assertFalse(inbox.isReady(file.toFile()));
                folder.pass(Duration.ofDays(1));
                Files.writeString(file, more, StandardOpenOption.APPEND);
            }
            FileTime stamp = Files.getLastModifiedTime(file);
            assertFalse(inbox.isReady(file.toFile()));
            folder.pass(Duration.ofDays(1));
            Files.writeString(file, "[ ]\n"); // as long, and with the time stamp that it had
            Files.setLastModifiedTime(file, stamp);
            assertFalse(inbox.isReady(file.toFile()));
            folder.pass(InboxFolder.SETTLE_TIME);
            assertTrue(inbox.isReady(file.toFile()));
        }

        @ParameterizedTest(name = "E8: {0}")
        @ValueSource(strings = {
            "", " \n", "{", "{\"a\": [1, {\"b\": 2}", "[{},", "{\"a\": \"}", "{\"a\": \"\\\"}", "\uFEFF{\"a\":", "[[]"})
        void isPutBackSomeTimesWhileItEndsInTheMiddle(String half) throws Exception {
            Path file = folder.write("a.json", half);
            for (int i = 1; i < 10; i++) {
                ClaimedFile claimed = folder.claim(file);
                IOException cut = assertThrows(UnfinishedFileException.class, () -> inbox.content(claimed));
                inbox.release(claimed, cut);
            }
            assertEquals(half, new String(inbox.content(folder.claim(file)), UTF_8), "then it is read, and refused");
        }

        @Test
        void isWaitedForAnewWhenItHasGrown() throws Exception {
            Path file = folder.write("a.json", "{");
            for (int i = 1; i < 30; i++) {
                ClaimedFile claimed = folder.claim(file);
                inbox.release(claimed, assertThrows(UnfinishedFileException.class, () -> inbox.content(claimed)));
                Files.writeString(file, " ", StandardOpenOption.APPEND);
            }
        }

        @ParameterizedTest(name = "E8: {0}")
        @ValueSource(strings = {"{}", "{\"a\": \"{\"}", "[{}]x", "}", "x", "\"", "null", "{}}{", "\uFEFF{}"})
        void isNotWhatEndsOtherwise(String whole) throws Exception {
            assertEquals(whole, new String(inbox.content(folder.claim("a.json", whole)), UTF_8));
        }

        @Test
        void isNotReadyWhenItIsGone() {
            assertFalse(inbox.isReady(folder.path("gone.json").toFile()));
            assertNull(inbox.claim(folder.path("gone.json").toFile()));
        }
    }
}
