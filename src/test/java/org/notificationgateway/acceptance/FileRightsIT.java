// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.acceptance;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.notificationgateway.support.Effort;
import org.notificationgateway.support.PackagedGateway;
import org.notificationgateway.support.TestHome;

/**
 * What the gateway's account may not do costs one file and one log line. The packaged program runs under an account that
 * rights hold for: {@code nobody}, should this be the administrator's.
 */
class FileRightsIT {
    private static final boolean ROOT = "root".equals(System.getProperty("user.name"));
    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    private static Path folder;

    private static TestHome home;
    private static Path inbox;
    private static PackagedGateway gateway;

    @BeforeAll
    static void startAsNobody() throws Exception {
        home = new TestHome(Files.createDirectory(folder.resolve("home"))).set("ingress.file.settle-time", "200ms");
        inbox = Files.createDirectories(home.path("data/inbox"));
        List<String> command = new ArrayList<>();
        Path program = folder.resolve("program"); // where nobody can read it, too
        run("cp", "-r", PackagedGateway.DISTRIBUTION.toString(), program.toString());
        if (ROOT) {
            run("chown", "-R", "65534:65534", folder.toString());
            command.addAll(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));
        }
        command.addAll(List.of("env", "LC_ALL=C", program.resolve("bin/gateway").toString()));
        gateway = PackagedGateway.start(command, home, "");
    }

    @AfterAll
    static void stop() throws InterruptedException {
        gateway.close();
    }

    @Test
    @DisplayName("B82: a file nobody may read is refused once, and the next goes through")
    void anUnreadableFileIsRefused() throws Exception {
        drop("mine.json", "---------");
        if (ROOT) {
            run("chown", "65534", inbox.resolve("mine.json").toString());
        }
        drop("anothers.json", "---------");
        drop("good.json", "rw-r--r--");
        for (String name : List.of("mine.json", "anothers.json")) {
            Path explanation = inbox.resolve(".rejected/" + name + ".error.json");
            await().atMost(LONG).until(() -> Files.exists(explanation));
            assertTrue(Files.readString(explanation).contains("\"UNREADABLE\""), Files.readString(explanation));
            assertTrue(Files.exists(inbox.resolve(".rejected/" + name)));
            assertEquals(1, lines("file " + name).size(), gateway.output());
        }
        await().atMost(LONG).until(() -> Files.exists(inbox.resolve(".accepted/good.json")));
    }

    @Test
    @DisplayName("B82: a folder nobody may write costs one line, and its files go through afterwards")
    void anUnwritableFolderPausesTheDoor() throws Exception {
        for (int i = 0; i < 20; i++) {
            drop("stay-" + i + ".json", "rw-r--r--");
        }
        Files.setPosixFilePermissions(inbox, PosixFilePermissions.fromString("r-xr-xr-x"));
        await().atMost(LONG).until(() -> !lines("file door pauses").isEmpty());
        await().during(Duration.ofSeconds(Effort.of(2, 5))).atMost(LONG).until(() -> lines("ERROR").size() == 1);
        Files.setPosixFilePermissions(inbox, PosixFilePermissions.fromString("rwxr-xr-x"));
        await().atMost(Duration.ofSeconds(60))
                .until(() -> accepted("stay-.*").size() == 20);
        assertEquals(1, lines("file door goes on").size(), gateway.output());
    }

    @Test
    @DisplayName("B80: a name in letters that the gateway's locale lacks goes through")
    void aNameThatTheLocaleLacksGoesThrough() throws Exception {
        drop("Größe.json", "rw-r--r--");
        await().atMost(LONG).until(() -> accepted("Gr_+e.json").size() == 1);
    }

    private List<Path> accepted(String name) {
        return home.files("data/inbox/.accepted", ".json").filter(file -> file.getFileName().toString().matches(name)).toList();
    }

    private void drop(String name, String rights) throws IOException {
        Path part = Files.writeString(inbox.resolve(name + ".part"), request(name));
        Files.setPosixFilePermissions(part, PosixFilePermissions.fromString(rights));
        Files.move(part, inbox.resolve(name));
    }

    private static String request(String of) {
        return "{\"to\":\"ann@example.com\",\"subject\":\"" + of + "\",\"text\":\"x\"}";
    }

    private static List<String> lines(String word) throws IOException {
        return gateway.output().lines().filter(line -> line.contains(word)).toList();
    }

    private static void run(String... command) throws IOException, InterruptedException {
        assertEquals(0, new ProcessBuilder(command).inheritIO().start().waitFor(), Stream.of(command).toList().toString());
    }
}
