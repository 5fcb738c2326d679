// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.ingress;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.notificationgateway.intake.Requests;

/** An inbox in a folder of a test, opened by {@code gateway-1}, what lies there, and the time. */
final class InboxFolder {
    static final Duration SETTLE_TIME = Duration.ofSeconds(1);

    private final Path folder;
    private final Inbox inbox;
    private Instant now = Instant.parse("2026-11-21T08:00:00Z");

    InboxFolder(Path folder) throws IOException {
        this.folder = folder;
        inbox = opened("gateway-1");
    }

    Inbox inbox() {
        return inbox;
    }

    /** A gateway of that name that has opened the folder too, or again. */
    Inbox opened(String owner) throws IOException {
        InstantSource time = () -> now;
        Inbox opened = Inbox.ofRequests(folder, owner, SETTLE_TIME, Requests.LIMITS, Requests.MEMORY,
                time.withZone(ZoneOffset.UTC), time.withZone(ZoneOffset.UTC));
        opened.open();
        return opened;
    }

    void passDays(int days) {
        pass(Duration.ofDays(days));
    }

    void pass(Duration time) {
        now = now.plus(time);
    }

    /** Sets the time to that long after what files of now are stamped with. */
    void passSinceNow(Duration time) {
        now = Instant.now().plus(time);
    }

    void delete(String name) throws IOException {
        Files.delete(path(name));
    }

    Path path(String name) {
        return folder.resolve(name);
    }

    Path write(String name, String content) throws IOException {
        return Files.writeString(path(name), content);
    }

    String read(String name) throws IOException {
        return Files.readString(path(name));
    }

    ClaimedFile claim(Path file) throws IOException {
        return Objects.requireNonNull(inbox.claim(file.toFile()));
    }

    ClaimedFile claim(String name, String content) throws IOException {
        return claim(write(name, content));
    }

    /** Names in the folder or in one below it, without our own folders, sorted. */
    List<String> names(String below) throws IOException {
        try (Stream<Path> all = Files.list(path(below))) {
            return all.map(path -> path.getFileName().toString())
                    .filter(name -> !name.startsWith("."))
                    .sorted()
                    .toList();
        }
    }

    static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
