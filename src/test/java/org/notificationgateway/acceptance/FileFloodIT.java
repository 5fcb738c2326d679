// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.acceptance;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.notificationgateway.support.Effort;
import org.notificationgateway.support.TestGateway;
import org.notificationgateway.support.TestHome;

/** Many files at once, and many gateways at them, still make one mail each. {@link FileFloodSoak} has the large one. */
class FileFloodIT {
    private static final int MANY = Effort.of(250, 2_000);
    private static final int SHARED = Effort.of(60, 200);

    @TempDir
    private Path folder;

    @Test
    @DisplayName("B84: hundreds of files at once are all mailed, each once")
    void allAreMailedOnce() throws Exception {
        TestHome home = new TestHome(folder);
        fill(Files.createDirectories(home.path("data/inbox")), MANY);
        try (TestGateway gateway = TestGateway.start(home)) {
            awaitMails(home.path("data/pickup"), MANY);
            assertTrue(gateway.context().isStarted());
        }
        assertEquals(MANY, home.files("data/inbox/.accepted", ".json").count());
        assertEquals(0, home.files("data/inbox/.rejected", "").count());
    }

    @Test
    @DisplayName("F22, B84: two gateways on one folder mail each file once")
    void twoGatewaysShareAFolder() throws Exception {
        Path inbox = Files.createDirectory(folder.resolve("inbox"));
        Path pickup = Files.createDirectory(folder.resolve("mailroot"));
        try (TestGateway one = TestGateway.start(home("one", inbox, pickup));
                TestGateway other = TestGateway.start(home("other", inbox, pickup))) {
            fill(inbox, SHARED);
            awaitMails(pickup, SHARED);
            assertTrue(one.context().isStarted() && other.context().isStarted(), "both are at work");
        }
        assertEquals(SHARED, names(inbox.resolve(".accepted"), "").count());
        assertEquals(0, names(inbox.resolve(".rejected"), "").count());
    }

    private TestHome home(String name, Path inbox, Path pickup) throws IOException {
        return new TestHome(Files.createDirectory(folder.resolve(name)))
                .server("{ \"FromAddress\": \"no-reply@contoso.com\", \"Host\": \"" + pickup + "\" }")
                .set("ingress.file.directory", inbox.toString());
    }

    private static void fill(Path inbox, int files) throws IOException {
        for (int i = 0; i < files; i++) {
            Path part = Files.writeString(inbox.resolve("flood-" + i + ".part"),
                    "{\"to\":\"ann@example.com\",\"subject\":\"flood " + i + "\",\"text\":\"one of many\"}");
            Files.move(part, inbox.resolve("flood-" + i + ".json"));
        }
    }

    /** Waits until there are so many, and sees that none is a double. */
    private static void awaitMails(Path pickup, int mails) throws IOException {
        await().atMost(Duration.ofMinutes(2)).until(() -> names(pickup, ".eml").count() >= mails);
        await().during(Duration.ofSeconds(1)).atMost(Duration.ofSeconds(5))
                .until(() -> names(pickup, ".eml").count() == mails);
        Set<String> subjects = new TreeSet<>();
        for (Path mail : names(pickup, ".eml").toList()) {
            try (Stream<String> lines = Files.lines(mail)) {
                lines.filter(line -> line.startsWith("Subject: ")).forEach(subjects::add);
            }
        }
        assertEquals(mails, subjects.size(), "each mail once");
    }

    private static Stream<Path> names(Path directory, String ending) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(ending)).toList().stream();
        }
    }
}
