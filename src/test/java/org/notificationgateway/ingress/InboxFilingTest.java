// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.ingress;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.notificationgateway.intake.Answers;

/** An operator looks for a file where it ended, and finds every one, for as long as was promised. */
class InboxFilingTest {
    private InboxFolder folder;
    private Inbox inbox;

    @BeforeEach
    void openInbox(@TempDir Path directory) throws IOException {
        folder = new InboxFolder(directory);
        inbox = folder.inbox();
    }

    @Nested
    class AnAcceptedFile {
        @Test
        void isKeptForItsOwnerAlone() throws Exception {
            inbox.accept(folder.claim("a.json", "request"), Answers.accepted(false));
            assertEquals("request", folder.read(".accepted/a.json"));
            assertEquals("rw-------", InboxFolder.permissions(folder.path(".accepted/a.json")));
        }

        @Test
        void isDeletedWhenItIsSensitive() throws Exception {
            ClaimedFile file = folder.claim("a.json", "request");
            inbox.accept(file, Answers.accepted(true));
            assertFalse(Files.exists(file.path()));
            assertEquals(List.of(), folder.names(".accepted"));
        }

        @Test
        void leavesThoseOfTheSameNameAlone() throws Exception {
            for (String content : List.of("1", "2", "3")) {
                inbox.accept(folder.claim("a.b.json", content), Answers.accepted(false));
            }
            assertEquals(List.of("a.b-1.json", "a.b-2.json", "a.b.json"), folder.names(".accepted"));
            assertEquals("1", folder.read(".accepted/a.b.json"));
        }

        @Test
        void leavesThoseOfTheSameNameAloneAtTheSameMoment() throws Exception {
            List<Callable<Void>> filings = new ArrayList<>();
            for (int i = 0; i < 400; i++) {
                ClaimedFile file = folder.claim(i / 8 + ".json", "request " + i);
                filings.add(() -> {
                    inbox.accept(file, Answers.accepted(false));
                    return null;
                });
            }
            ExecutorService threads = Executors.newFixedThreadPool(8);
            for (Future<Void> filing : threads.invokeAll(filings)) {
                filing.get();
            }
            threads.shutdown();
            assertEquals(400, folder.names(".accepted").size());
        }

        @Test
        void keepsItsIdWhenItCannotBeFiled() throws Exception {
            ClaimedFile file = folder.claim("a.json", "request");
            String id = inbox.id(file, inbox.content(file));
            Files.delete(folder.path(".accepted"));
            Files.createFile(folder.path(".accepted")); // stands for a folder that takes nothing more
            assertThrows(IOException.class, () -> inbox.accept(file, Answers.accepted(false)));
            inbox.putBack(file);
            ClaimedFile again = folder.claim(folder.path("a.json"));
            assertEquals(id, inbox.id(again, inbox.content(again)), "another id would mail it twice");
        }

        @Test
        void isPurgedWhenItsTimeIsOver() throws Exception {
            inbox.accept(folder.claim("a.json", "request"), Answers.accepted(false));
            folder.passDays(7);
            inbox.purge(Duration.ofDays(7));
            assertEquals(List.of("a.json"), folder.names(".accepted"));
            folder.passDays(1);
            inbox.purge(Duration.ofDays(7));
            assertEquals(List.of(), folder.names(".accepted"));
        }

        @Test
        void isKeptAsLongHoweverOldItWasWhenItCame() throws Exception {
            Path old = folder.write("a.json", "request");
            Files.setLastModifiedTime(old, FileTime.from(Instant.parse("2020-01-01T00:00:00Z")));
            inbox.accept(folder.claim(old), Answers.accepted(false));
            inbox.purge(Duration.ofDays(7));
            assertEquals(List.of("a.json"), folder.names(".accepted"));
        }
    }

    @Nested
    class ARefusedFile {
        @Test
        void liesBesideItsExplanation() throws Exception {
            inbox.refuse(folder.claim("a.json", "request"), "why".getBytes(UTF_8));
            assertEquals("request", folder.read(".rejected/a.json"));
            assertEquals("why", folder.read(".rejected/a.json.error.json"));
            for (String name : folder.names(".rejected")) {
                assertEquals("rw-------", InboxFolder.permissions(folder.path(".rejected/" + name)));
            }
        }

        @Test
        void keepsItsOwnExplanationWhenTheNameComesAgain() throws Exception {
            inbox.refuse(folder.claim("a.json", "1"), "why 1".getBytes(UTF_8));
            inbox.refuse(folder.claim("a.json", "2"), "why 2".getBytes(UTF_8));
            assertEquals(List.of("a-1.json", "a-1.json.error.json", "a.json", "a.json.error.json"),
                    folder.names(".rejected"));
            assertEquals("why 2", folder.read(".rejected/a-1.json.error.json"));
        }

        @Test
        void doesNotOverwriteOneThatIsNamedLikeItsExplanation() throws Exception {
            inbox.refuse(folder.claim("a.json.error.json", "a request all the same"), "why 1".getBytes(UTF_8));
            inbox.refuse(folder.claim("a.json", "2"), "why 2".getBytes(UTF_8));
            assertEquals("a request all the same", folder.read(".rejected/a.json.error.json"));
            assertEquals(4, folder.names(".rejected").size());
        }

        @Test
        void isNeverPurged() throws Exception {
            inbox.refuse(folder.claim("a.json", "1"), new byte[0]);
            folder.passDays(999);
            inbox.purge(Duration.ZERO);
            assertEquals(2, folder.names(".rejected").size());
        }
    }
}
