// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.ingress;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.notificationgateway.intake.Answers;

/** Gateways and writers share the file door's folder, and no request may get lost there or be read twice. */
class InboxTest {
    private InboxFolder folder;
    private Inbox inbox;

    @BeforeEach
    void openInbox(@TempDir Path directory) throws IOException {
        folder = new InboxFolder(directory);
        inbox = folder.inbox();
    }

    @Nested
    class AClaimedFile {
        @Test
        void leavesTheFolderAndKeepsItsContent() throws Exception {
            ClaimedFile file = folder.claim("a.json", "request");
            assertAll(
                    () -> assertEquals("a.json", file.name()),
                    () -> assertEquals("request", content(file)),
                    () -> assertEquals(List.of(), folder.names("")));
        }

        @Test
        void belongsToOneGateway() throws Exception {
            Inbox other = folder.opened("gateway-2");
            Path file = folder.write("a.json", "request");
            assertEquals("a.json", folder.claim(file).name());
            assertNull(other.claim(file.toFile()));
            assertNull(inbox.claim(file.toFile()));
        }

        @Test
        void belongsToOneOfTwoThatReachForItAtOnce() throws Exception {
            Inbox other = folder.opened("gateway-2");
            List<Callable<Boolean>> claims = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                File file = folder.write(i + ".json", "request").toFile();
                claims.add(() -> inbox.claim(file) != null);
                claims.add(() -> other.claim(file) != null);
            }
            assertEquals(200, atOnce(claims).stream().filter(won -> won).count());
        }

        @Test
        void makesRoomForTheNextOfItsName() throws Exception {
            ClaimedFile first = folder.claim("a.json", "1");
            ClaimedFile second = folder.claim("a.json", "2");
            assertEquals("1", content(first));
            assertEquals("2", content(second));
        }

        @Test
        void mayHaveTheLongestNameAFileCanHave() throws Exception { // B80
            inbox.refuse(folder.claim("n".repeat(250) + ".json", "request"), "why".getBytes(UTF_8));
            inbox.accept(folder.claim("ü".repeat(125) + ".json", "request"), Answers.accepted(false));
            assertAll(
                    () -> assertEquals(2, folder.names(".rejected").size()),
                    () -> assertEquals(1, folder.names(".accepted").size()),
                    () -> assertEquals(List.of(), folder.names("")));
        }
    }

    @Nested
    class AnId {
        @ParameterizedTest(name = "{0}")
        @CsvSource({"a.json", "with space_and_line.json", "üöä.json"})
        void isTheSameWhenTheFileIsClaimedAgain(String name) throws Exception {
            ClaimedFile before = folder.claim(name, "request");
            String id = inbox.id(before, inbox.content(before));
            Inbox restarted = folder.opened("gateway-1");
            ClaimedFile after = folder.claim(folder.path(name));
            assertEquals(id, restarted.id(after, restarted.content(after)));
            assertTrue(id.matches("[A-Za-z0-9._:-]{1,128}"), id);
        }

        @Test
        void isTheSameForALongNameToo() throws Exception {
            ClaimedFile before = folder.claim("n".repeat(250) + ".json", "request");
            String id = inbox.id(before, inbox.content(before));
            inbox.putBack(before);
            ClaimedFile after = folder.claim(folder.path(folder.names("").get(0)));
            assertEquals(id, inbox.id(after, inbox.content(after)));
        }

        @Test
        void differsWithNameTimeAndContent() throws Exception {
            Set<String> ids = new TreeSet<>();
            ids.add(id("a.json", "1", "2026-11-21T08:00:00.001Z"));
            ids.add(id("b.json", "1", "2026-11-21T08:00:00.001Z"));
            ids.add(id("a.json", "2", "2026-11-21T08:00:00.001Z"));
            ids.add(id("a.json", "1", "2026-11-21T08:00:00.002Z"));
            assertEquals(4, ids.size());
        }

        private String id(String name, String content, String time) throws Exception {
            Path path = folder.write(name, content);
            Files.setLastModifiedTime(path, FileTime.from(Instant.parse(time)));
            ClaimedFile file = folder.claim(path);
            return inbox.id(file, inbox.content(file));
        }
    }

    @Nested
    class AFileNobodyCouldStore {
        @Test
        void goesBackUnderItsName() throws Exception {
            inbox.putBack(folder.claim("a.json", "request"));
            assertEquals("request", folder.read("a.json"));
        }

        @Test
        void doesNotOverwriteANewOneOfItsName() throws Exception {
            ClaimedFile first = folder.claim("a.json", "1");
            folder.write("a.json", "2");
            inbox.putBack(first);
            assertEquals("2", folder.read("a.json"));
            assertEquals("1", folder.read("a-1.json"));
        }

        @Test
        void mayBeGoneOrNeverClaimed() throws Exception {
            ClaimedFile file = folder.claim("a.json", "request");
            inbox.accept(file, Answers.accepted(false));
            inbox.putBack(file);
            inbox.putBack(null);
            assertEquals(List.of(), folder.names(""));
        }
    }

    @Nested
    class AStart {
        @Test
        void putsBackWhatAKilledGatewayHadClaimed() throws Exception {
            folder.claim("a.json", "1");
            folder.claim("a.json", "2");
            folder.claim("b_c.json", "3");
            folder.opened("gateway-1");
            assertEquals(List.of("a-1.json", "a.json", "b_c.json"), folder.names(""));
        }

        @ParameterizedTest(name = "S11: killed while it moved a file to {0}")
        @ValueSource(strings = {"a.json", ".accepted/a.json", ".rejected/a.json", "a-1.json"})
        void beginsAnewWhatWasKilledBetweenLinkAndDeletion(String linked) throws Exception {
            ClaimedFile file = folder.claim("a.json", "request");
            String id = inbox.id(file, inbox.content(file));
            Files.createLink(folder.path(linked), file.path());
            Inbox restarted = folder.opened("gateway-1");
            assertEquals(List.of("a.json"), folder.names(""));
            assertEquals(List.of(), folder.names(".accepted"));
            assertEquals(List.of(), folder.names(".rejected"));
            ClaimedFile again = folder.claim(folder.path("a.json"));
            assertEquals(id, restarted.id(again, restarted.content(again)));
        }

        @Test
        void leavesTheClaimsOfOtherGatewaysAlone() throws Exception {
            folder.claim("a.json", "1");
            folder.opened("gateway-2");
            assertEquals(List.of(), folder.names(""));
        }
    }

    private String content(ClaimedFile file) throws Exception {
        return new String(inbox.content(file), UTF_8);
    }

    private static <T> List<T> atOnce(List<Callable<T>> tasks) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<T> results = new ArrayList<>();
            for (Future<T> result : threads.invokeAll(tasks)) {
                results.add(result.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }
}
