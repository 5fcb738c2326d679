// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.ingress;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.apache.camel.CamelContext;
import org.apache.camel.support.service.ServiceSupport;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.intake.InvalidRequestException;
import org.notificationgateway.intake.Refusal;
import org.notificationgateway.settings.StartRefusedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Readies the inbox before the file door opens, sees to what the door's listing leaves out, and deletes accepted files
 * when their time is over.
 */
public final class InboxService extends ServiceSupport {
    private static final Logger LOG = LoggerFactory.getLogger(InboxService.class);

    private static final Logger INGRESS = LoggerFactory.getLogger("gateway.ingress");

    private static final int WRITTEN_BY_OTHERS = 0022;
    private static final int STICKY = 01000;

    private final CamelContext context;
    private final Inbox inbox;
    private final Refusal refusal = new Refusal();
    private final Path folder;
    private final String key;
    private final Duration keep;
    private @Nullable PeriodicTasks timer;
    private String trouble = "";

    /**
     * @param key the setting that names the folder
     * @param keep how long accepted files are kept, where they are
     */
    public InboxService(CamelContext context, Inbox inbox, Path folder, String key, Duration keep) {
        this.key = key;
        this.context = context;
        this.inbox = inbox;
        this.folder = folder;
        this.keep = keep;
    }

    /** A name for the gateway on this data folder, drawn once and the same after every restart and move. */
    public static String owner(Path dataDirectory) throws IOException {
        Path file = dataDirectory.resolve("gateway.id");
        if (!Files.exists(file)) {
            Files.writeString(file, UUID.randomUUID().toString());
        }
        return Files.readString(file).strip();
    }

    /**
     * Makes the inbox ready.
     *
     * @throws StartRefusedException if its folders cannot be made
     */
    public void open() {
        try {
            inbox.open();
        } catch (IOException e) {
            throw new StartRefusedException(
                    "inbox " + folder, "cannot be written (" + e.getClass().getSimpleName() + ")",
                    "a folder in which this account may create files", key);
        }
    }

    /**
     * An account that can write to a folder can rename and delete what others have put there, and our folders, unless it is sticky.
     *
     * @throws StartRefusedException if that is so of this folder
     */
    public static void refuseOpenToAll(Path folder) {
        if (!folder.getFileSystem().supportedFileAttributeViews().contains("unix") || !Files.exists(folder)) {
            return;
        }
        try {
            int mode = (int) Files.getAttribute(folder, "unix:mode");
            if ((mode & WRITTEN_BY_OTHERS) != 0 && (mode & STICKY) == 0) {
                throw new StartRefusedException(
                        "inbox " + folder, "may be written to by others without the sticky bit (rights %o)".formatted(mode & 07777),
                        "chmod +t, so that nobody can replace what is not his own, or no right of group and others to write",
                        "ingress.file.directory");
            }
        } catch (IOException e) {
            LOG.warn("The rights of inbox {} cannot be read: {}", folder, e.toString());
        }
    }

    @Override
    protected void doStart() {
        timer = new PeriodicTasks(context, "inbox-keeper")
                .add(this::purge, Duration.ZERO, Duration.ofHours(1))
                .add(this::seeToStrays, Duration.ofSeconds(1), Duration.ofSeconds(5));
    }

    @Override
    protected void doStop() {
        if (timer != null) {
            timer.close();
        }
    }

    private void purge() {
        try {
            inbox.purge(keep);
        } catch (IOException e) {
            LOG.warn("Accepted files in {} could not be cleaned up: {}", folder, e.toString());
        }
    }

    private void seeToStrays() {
        try {
            for (Path stray : inbox.strays()) {
                ClaimedFile file = inbox.take(stray);
                if (file != null) {
                    seeTo(file);
                }
            }
            trouble = "";
        } catch (IOException | RuntimeException e) {
            if (!trouble.equals(e.toString())) { // else it is the same every few seconds
                trouble = e.toString();
                LOG.warn("Inbox {} could not be looked through: {}", folder, trouble);
            }
        }
    }

    private void seeTo(ClaimedFile file) throws IOException {
        try {
            inbox.content(file);
            inbox.putBack(file); // under a name that the door can read
        } catch (InvalidRequestException e) {
            INGRESS.warn("file {} refused: {}", file.name(), e.getMessage());
            inbox.refuse(file, refusal.problem(e));
        } catch (IOException e) {
            inbox.release(file, e); // else it stays claimed until the next start
        }
    }
}
