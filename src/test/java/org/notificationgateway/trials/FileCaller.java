// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.trials;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A caller at the file door, who clears away what has been accepted: it would fill the disk by itself. */
final class FileCaller {
    private final Path inbox;

    FileCaller(Path data) throws IOException {
        inbox = Files.createDirectories(data.resolve("inbox"));
    }

    void drop(Oracle oracle, TrialMail mail) throws IOException {
        Path part = inbox.resolve("." + mail.id() + ".part");
        try {
            Files.write(part, mail.json());
            oracle.offer(mail);
            Files.move(part, inbox.resolve(mail.id() + ".json"), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            Files.deleteIfExists(part); // no room for it
        }
    }

    /** Notes what has left the inbox for {@code .accepted}. */
    void collect(Oracle oracle) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(inbox.resolve(".accepted"), "*.json")) {
            for (Path file : files) {
                oracle.accept(file.getFileName().toString().replaceFirst("\\.json$", ""));
                Files.delete(file);
            }
        } catch (NoSuchFileException e) {
            // none yet
        }
    }

    /** True when the inbox is empty; what nobody takes is not accepted. */
    boolean isDone() throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(inbox, "*.json")) {
            return !files.iterator().hasNext();
        }
    }
}
