// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.delivery;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.mail.FinishedMail;
import org.notificationgateway.settings.Delivery;
import org.notificationgateway.settings.Senders;

/**
 * Puts a mail into a pickup directory whole or not at all: it is left on the disk in a staging folder beside the
 * directory, then moved in one step. The SMTP server that reads the directory never sees a half-written file. Safe to
 * share between threads.
 */
public final class PickupDirectory {
    private static final String STAGING_SUFFIX = ".staging";
    private static final int GROUP = 128;

    private final Senders senders;
    private final FileMode mode;
    private final int writers;
    private final FileSystemSync sync;
    private final Map<Path, Optional<WriteGroups<StagedFile>>> groups = new ConcurrentHashMap<>();
    private final Set<Path> changed = ConcurrentHashMap.newKeySet();

    /**
     * @param mode the rights that files are published with
     * @param writers groups of files written at a time into each directory
     */
    public PickupDirectory(Senders senders, FileMode mode, int writers) {
        this(senders, mode, writers, new FileSystemSync());
    }

    PickupDirectory(Senders senders, FileMode mode, int writers, FileSystemSync sync) {
        this.senders = senders;
        this.mode = mode;
        this.writers = writers;
        this.sync = sync;
    }

    /** The folder beside a pickup directory in which files are written; same parent, so the same volume. */
    public static Path stagingOf(Path pickupDirectory) {
        return pickupDirectory.resolveSibling(pickupDirectory.getFileName() + STAGING_SUFFIX);
    }

    /** Chooses names that tell nothing about the mail and that nobody has taken. */
    public PickupFile plan(FinishedMail mail) {
        if (!(senders.of(mail.sender()).delivery() instanceof Delivery.Pickup pickup)) {
            throw new IllegalStateException("sender " + mail.sender() + " does not deliver to a pickup directory");
        }
        String name = UUID.randomUUID().toString();
        return new PickupFile(
                stagingOf(pickup.directory()), name + ".part", pickup.directory().resolve(name + ".eml"));
    }

    /** The file's bytes: the envelope as X-Sender and X-Receiver lines, before everything else, then the mail. */
    public byte[] render(FinishedMail mail) {
        ByteArrayOutputStream file = new ByteArrayOutputStream(mail.bytes().length + 512);
        file.writeBytes(line("X-Sender", mail.envelope().from()));
        mail.envelope().recipients().forEach(recipient -> file.writeBytes(line("X-Receiver", recipient)));
        file.writeBytes(mail.bytes());
        return file.toByteArray();
    }

    /**
     * Writes the mail into the staging folder, waits until the disk has it, and makes it visible under its final name:
     * together with the mails that other threads bring meanwhile, where the file system can force them in one go. That
     * its name is there survives a power cut from the next {@link #flush} on.
     *
     * @throws IOException if that did not happen; then the pickup directory holds no part of the mail, and what there is
     *     of the staged file is to be discarded
     */
    public void deliver(PickupFile file, FinishedMail mail) throws IOException {
        StagedFile staged = new StagedFile(file, render(mail), mode);
        Path directory = file.target().getParent();
        Optional<WriteGroups<StagedFile>> together = groupsOf(directory);
        if (together.isPresent() && sync.isQuick()) {
            together.get().add(staged);
        } else {
            writeAlone(staged);
        }
        staged.check();
        changed.add(directory);
    }

    private Optional<WriteGroups<StagedFile>> groupsOf(Path directory) throws IOException {
        Optional<WriteGroups<StagedFile>> known = groups.get(directory);
        if (known == null) {
            Optional<WriteGroups<StagedFile>> found = sync.serves(directory)
                    ? Optional.of(new WriteGroups<>(writers, GROUP, files -> write(files, directory)))
                    : Optional.empty();
            known = groups.computeIfAbsent(directory, first -> found);
        }
        return known;
    }

    private void write(List<StagedFile> files, Path directory) {
        if (files.size() == 1) {
            writeAlone(files.get(0));
            return;
        }
        try {
            sync.force(directory, () -> files.forEach(StagedFile::write));
        } catch (IOException e) {
            files.forEach(file -> file.fail(e));
        }
        files.forEach(StagedFile::publish);
    }

    private static void writeAlone(StagedFile file) {
        file.writeAndForce();
        file.publish();
    }

    /**
     * Forces every directory to disk in which files were published since the last time: once for many files. To be
     * called before the outbox lets go of their mails.
     */
    public void flush() {
        for (Path directory : List.copyOf(changed)) {
            changed.remove(directory); // before it is forced: what is published meanwhile counts for the next time
            try {
                force(directory);
            } catch (IOException e) {
                // Windows cannot open a directory, and need not; a drop box may be written, not read
            }
        }
    }

    /** Removes what a failed attempt left in the staging folder. */
    public void discard(@Nullable PickupFile file) throws IOException {
        if (file != null) {
            Files.deleteIfExists(file.staged());
        }
    }

    private static void force(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static byte[] line(String name, String address) {
        return (name + ": " + address + "\r\n").getBytes(US_ASCII);
    }
}
