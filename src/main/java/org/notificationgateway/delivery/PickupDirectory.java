// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.delivery;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.mail.FinishedMail;
import org.notificationgateway.settings.Delivery;
import org.notificationgateway.settings.Senders;

/**
 * Puts a mail into a pickup directory whole or not at all: {@link #write} leaves it on the disk in a staging folder
 * beside the directory, then {@link #publish} moves it in one step. The SMTP server that reads the directory never sees
 * a half-written file. Safe to share between threads.
 */
public final class PickupDirectory {
    private static final String STAGING_SUFFIX = ".staging";
    private static final Set<StandardOpenOption> NEW = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    private static final int PIECE = 65_536; // Java keeps a buffer as large as the largest write of each thread

    private final Senders senders;
    private final FileMode mode;
    private final Set<Path> changed = ConcurrentHashMap.newKeySet();

    /** @param mode the rights that files are published with */
    public PickupDirectory(Senders senders, FileMode mode) {
        this.senders = senders;
        this.mode = mode;
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
     * Writes the mail into the staging folder, and returns when the disk has it.
     *
     * @throws IOException if that did not happen; what there is of the file is to be discarded
     */
    public void write(PickupFile file, FinishedMail mail) throws IOException {
        ByteBuffer rest = ByteBuffer.wrap(render(mail));
        try (FileChannel staged = FileChannel.open(file.staged(), NEW, FileMode.AT_FIRST)) {
            while (rest.hasRemaining()) {
                ByteBuffer piece = rest.slice(rest.position(), Math.min(PIECE, rest.remaining()));
                rest.position(rest.position() + staged.write(piece));
            }
            mode.giveTo(file.staged());
            staged.force(true);
        }
    }

    /**
     * Makes a written file visible under its final name. That it is there survives a power cut from the next
     * {@link #flush} on.
     *
     * @throws IOException if that did not happen; then the pickup directory holds no part of the mail
     */
    public void publish(PickupFile file) throws IOException {
        if (Files.exists(file.target())) {
            throw new FileAlreadyExistsException(file.target().toString());
        }
        Files.move(file.staged(), file.target(), StandardCopyOption.ATOMIC_MOVE);
        changed.add(file.target().getParent());
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
