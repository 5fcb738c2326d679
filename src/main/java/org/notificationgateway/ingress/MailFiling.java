// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.ingress;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import org.notificationgateway.intake.IntakeResult;
import org.notificationgateway.mail.EmlMessage;

/**
 * Files finished mails as an SMTP server does with its pickup directory: what was accepted is gone, since its mail is in the
 * outbox; what was refused stays as {@code NAME.bad} with the reason beside it.
 */
final class MailFiling implements Filing {
    private static final boolean WINDOWS = File.separatorChar == '\\';

    private final String folder;
    private final Duration patience;

    /**
     * @param folder its name in settings
     * @param patience how long the rest of a file is waited for
     */
    MailFiling(String folder, Duration patience) {
        this.folder = folder;
        this.patience = patience;
    }

    @Override
    public String door() {
        return "eml door " + folder;
    }

    @Override
    public String suffix() {
        return ".eml";
    }

    @Override
    public String idPrefix() {
        return "eml-" + folder + "-";
    }

    @Override
    public List<String> folders() {
        return List.of();
    }

    /** .NET writes in the directory itself, and keeps others from writing until it is done. */
    @Override
    public boolean isClosed(Path file) {
        if (!WINDOWS) {
            return true; // where nothing keeps a second writer away
        }
        try (FileChannel whole = FileChannel.open(file, StandardOpenOption.WRITE)) {
            return whole.isOpen();
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public boolean looksInPlace() {
        return true;
    }

    @Override
    public boolean isCut(byte[] content) {
        if (content.length == 0 || content[content.length - 1] == 0) {
            return true; // nothing yet, or room that is set aside for what will come
        }
        try {
            return EmlMessage.parse(content, false).isCut();
        } catch (IllegalArgumentException e) {
            return false; // more would not make it better
        }
    }

    @Override
    public boolean isGivenUp(int looks, Duration waited) {
        return waited.compareTo(patience) >= 0;
    }

    @Override
    public void accept(Folders folders, Path claimed, String name, IntakeResult answer) throws IOException {
        try (HeldFolder claims = folders.claims()) {
            claims.delete(claimed);
        }
    }

    @Override
    public void refuse(Folders folders, Path claimed, String name, byte[] problem) throws IOException {
        try (HeldFolder claims = folders.claims()) {
            Path refused = InboxFiles.moveFree(claims, claimed, folders.inbox(), name + ".bad");
            String kept = refused.toString();
            InboxFiles.writeFree(
                    folders.inbox(), Filing.errorsOf(kept.substring(0, kept.length() - ".bad".length())), problem);
        }
    }
}
