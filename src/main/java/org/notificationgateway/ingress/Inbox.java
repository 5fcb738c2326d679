// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.ingress;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.intake.Digest;
import org.notificationgateway.intake.FaultCode;
import org.notificationgateway.intake.IntakeResult;
import org.notificationgateway.intake.InvalidRequestException;
import org.notificationgateway.intake.Limits;
import org.notificationgateway.intake.RequestCost;
import org.notificationgateway.intake.RequestParser;
import org.notificationgateway.mail.MemoryBudget;
import org.notificationgateway.outbox.StoreUnavailableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder of a door that takes files. A file is claimed by moving it, so two gateways never work on one file and a writer
 * that reuses a name loses nothing; it is filed by what became of it and never deleted unread. What cannot be taken or stored
 * now waits, each time longer. Safe to share between threads.
 */
public final class Inbox {
    private static final Logger LOG = LoggerFactory.getLogger("gateway.ingress");
    private static final String CLAIMED = ".claimed";

    private final Filing filing;
    private final Filing.Folders folders = new DoorFolders();
    private final Path directory;
    private final String owner;
    private final Limits limits;
    private final MemoryBudget budget;
    private final Clock clock;
    private final FileBackoff waits;
    private final Looks looks;
    private @Nullable HeldFolder held;

    /**
     * @param filing which files are taken, and where they go
     * @param owner name of this gateway, different for each that shares the folder and the same after a restart
     * @param settleTime how long nobody may have written to a file that is ready
     * @param budget for the files that are worked on
     * @param clock of the machine, for time stamps
     * @param steady for waits, which no jump of the other may change
     */
    private Inbox(
            Filing filing, Path directory, String owner, Duration settleTime, Limits limits, MemoryBudget budget, Clock clock,
            Clock steady) {
        this.filing = filing;
        this.directory = directory;
        this.limits = limits;
        this.budget = budget;
        this.clock = clock;
        waits = new FileBackoff(steady);
        looks = new Looks(steady, settleTime);
        this.owner = owner;
    }

    /** Of requests in JSON. */
    public static Inbox ofRequests(
            Path directory, String owner, Duration settleTime, Limits limits, MemoryBudget budget, Clock clock, Clock steady) {
        return new Inbox(new RequestFiling(clock), directory, owner, settleTime, limits, budget, clock, steady);
    }

    /**
     * Of finished mails.
     *
     * @param folder its name in settings
     * @param patience how long the rest of a file is waited for
     */
    public static Inbox ofMails(
            String folder, Duration patience, Path directory, String owner, Duration settleTime, Limits limits,
            MemoryBudget budget, Clock clock, Clock steady) {
        return new Inbox(new MailFiling(folder, patience), directory, owner, settleTime, limits, budget, clock, steady);
    }

    /** Makes the folders, holds the inbox, and puts back what a killed gateway had claimed. */
    public void open() throws IOException {
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(directory, InboxFiles.rights(directory, "rwxr-xr-x"));
        }
        makeFolder(directory.resolve(CLAIMED));
        for (String name : filing.folders()) {
            makeFolder(directory.resolve(name));
        }
        HeldFolder opened = HeldFolder.open(directory);
        held = opened;
        List<HeldFolder> all = new ArrayList<>(List.of(opened));
        try (HeldFolder claims = opened.below(CLAIMED)) {
            for (String name : filing.folders()) {
                all.add(opened.below(name));
            }
            makeClaims(opened, claims);
            try (HeldFolder mine = claims.below(owner); DirectoryStream<Path> left = mine.list()) {
                for (Path file : left) {
                    recover(mine, file.getFileName(), all);
                }
            }
        } finally {
            for (HeldFolder below : all.subList(1, all.size())) {
                below.close();
            }
        }
    }

    private static void makeFolder(Path folder) throws IOException {
        try {
            Files.createDirectory(folder);
        } catch (FileAlreadyExistsException e) {
            // a link or a file in its place is noticed when it is opened
        }
    }

    /** Made beside and moved, since a folder is made by its path, and .claimed may be a link by now. */
    private void makeClaims(HeldFolder inbox, HeldFolder claims) throws IOException {
        if (!InboxFiles.exists(claims, Path.of(owner))) {
            Path fresh = Path.of("." + UUID.randomUUID());
            Files.createDirectory(directory.resolve(fresh), InboxFiles.rights(directory, "rwx------"));
            inbox.move(fresh, claims, Path.of(owner));
        }
    }

    private void recover(HeldFolder claims, Path left, List<HeldFolder> folders) throws IOException {
        if (InboxFiles.hasOtherNames(claims, left)) { // killed between link and deletion: what that was for begins anew
            Object key = claims.attributes(left).fileKey();
            for (HeldFolder folder : folders) {
                InboxFiles.deleteOtherNames(key, folder);
            }
        }
        String name = left.toString();
        InboxFiles.putBack(claims, left, folders.get(0), name.substring(name.indexOf('_') + 1));
    }

    /** The inbox as it was opened; a folder that was put in its place is another's. */
    private HeldFolder inbox() throws IOException {
        HeldFolder opened = held;
        if (opened == null) {
            throw new IOException("the inbox is not open");
        }
        return opened;
    }

    private HeldFolder folder(String name) throws IOException {
        return inbox().below(name);
    }

    private HeldFolder claims() throws IOException {
        try (HeldFolder claims = folder(CLAIMED)) {
            return claims.below(owner);
        }
    }

    /** What the filing gets to see. */
    private final class DoorFolders implements Filing.Folders {
        @Override
        public HeldFolder inbox() throws IOException {
            return Inbox.this.inbox();
        }

        @Override
        public HeldFolder below(String name) throws IOException {
            return folder(name);
        }

        @Override
        public HeldFolder claims() throws IOException {
            return Inbox.this.claims();
        }
    }

    /** True while the outbox takes nothing, or a folder: no file is touched then. */
    public boolean isPaused() {
        if (waits.hold(directory)) {
            return true;
        }
        try {
            if (inbox().isInPlace()) {
                return false;
            }
            pause(directory + " was replaced while the gateway ran: expected the same folder; a restart takes the new one");
        } catch (IOException e) {
            pause(directory + " cannot be looked at (" + e.getClass().getSimpleName() + ")");
        }
        return true;
    }

    /** True for a file that nobody writes to any more, and that does not wait after a failure. */
    public boolean isReady(File file) {
        try {
            return isReady(directory.resolve(file.getName()));
        } catch (InvalidPathException e) {
            return false; // strays has it
        }
    }

    /** True for a moment: another gateway that puts a file back gives it two names meanwhile. */
    private boolean isNews(Path file) {
        return waits.failed(file);
    }

    private boolean isReady(Path file) {
        try {
            return !waits.hold(file)
                    && looks.isSettled(file)
                    && filing.isClosed(file)
                    && !(InboxFiles.hasOtherNames(file) && isNews(file))
                    && !(filing.looksInPlace() && isWaitedFor(file));
        } catch (IOException e) {
            return false; // gone, or a name that only strays can follow
        }
    }

    /** True for a file that ends in the middle: whoever appends to it by its name must find it there. */
    private boolean isWaitedFor(Path file) throws IOException {
        long size = size(file);
        if (size > limits.requestSize()) {
            return false; // refused without a look into it
        }
        try (MemoryBudget.Share share = budget.arriving()) {
            if (!share.grow(size) || !InboxFiles.attributes(file).isRegularFile()) {
                return false; // said when it is claimed
            }
            try (var in = inbox().read(file.getFileName())) {
                waitForTheRest(file, in.readNBytes((int) size));
                return false;
            }
        } catch (UnfinishedFileException e) {
            return true;
        } catch (AccessDeniedException e) {
            return false; // said when it is claimed
        }
    }

    /** Takes a file out of the folder; null if another gateway was faster, or if it has to stay for now. */
    public @Nullable ClaimedFile claim(File file) {
        return take(directory.resolve(file.getName())); // one name below the folder, whatever separators are in it
    }

    /** The same for a path from {@link #strays}. */
    public @Nullable ClaimedFile take(Path file) {
        if (isPaused()) {
            return null;
        }
        looks.taken(file);
        String name = InboxFiles.legible(file);
        MemoryBudget.Share share = budget.arriving();
        if (!share.grow(RequestCost.arriving(Math.min(limits.requestSize(), size(file))))) {
            if (waits.failed(file)) {
                LOG.warn("file {} stays in the inbox for now: too much is being worked on at once", name);
            }
            return null;
        }
        Path mine = Path.of(UUID.randomUUID() + "_" + name);
        try (HeldFolder claims = claims()) {
            inbox().move(file.getFileName(), claims, mine);
            return new ClaimedFile(name, claims.path(mine), share);
        } catch (NoSuchFileException e) {
            // another gateway has it
        } catch (IOException e) {
            hold(file, name, "it cannot be moved (" + e.getClass().getSimpleName() + ")");
        }
        share.close();
        return null;
    }

    private static long size(Path file) {
        try {
            return InboxFiles.attributes(file).size();
        } catch (IOException e) {
            return 0; // gone
        }
    }

    /**
     * Reads a claimed file, never through a link.
     *
     * @throws InvalidRequestException if it is no file that can be read, or not this door's alone
     */
    public byte[] content(ClaimedFile file) throws IOException, InvalidRequestException {
        try (HeldFolder claims = claims()) {
            return content(file, claims);
        }
    }

    private byte[] content(ClaimedFile file, HeldFolder claims) throws IOException, InvalidRequestException {
        BasicFileAttributes attributes = claims.attributes(nameOf(file));
        if (!attributes.isRegularFile()) {
            throw new InvalidRequestException(
                    FaultCode.UNSUPPORTED_TYPE, "the file is a link or no regular file: expected one whose bytes can be read");
        }
        if (InboxFiles.hasOtherNames(claims, nameOf(file))) {
            throw new InvalidRequestException(
                    FaultCode.UNSUPPORTED_TYPE, "the file has more than one name: expected no hard links to it");
        }
        RequestParser.checkSize(attributes.size(), limits.requestSize()); // before a byte of it is in memory
        try (var in = claims.read(nameOf(file))) {
            byte[] content = in.readNBytes((int) Math.min(Integer.MAX_VALUE, limits.requestSize() + 1L)); // it may still grow
            RequestParser.checkSize(content.length, limits.requestSize());
            if (!claims.attributes(nameOf(file)).lastModifiedTime().equals(attributes.lastModifiedTime())) {
                throw new IOException("somebody still writes to it"); // half old, half new, and sound JSON perhaps
            }
            waitForTheRest(directory.resolve(file.name()), content);
            return content;
        } catch (AccessDeniedException e) {
            throw new InvalidRequestException(
                    FaultCode.UNREADABLE, "the file cannot be read: expected one that the gateway's account may read");
        }
    }

    /** Some looks long: who writes slowly is not refused for half a file. */
    private void waitForTheRest(Path file, byte[] content) throws UnfinishedFileException {
        if (!filing.isCut(content)) {
            return;
        }
        Looks.Cut cut = looks.cut(file, content.length);
        if (cut.times() == 1) {
            LOG.info("file {} ends in the middle: it waits for its writer", InboxFiles.legible(file));
        }
        if (!filing.isGivenUp(cut.times(), Duration.between(cut.since(), looks.now()))) {
            throw new UnfinishedFileException();
        }
    }

    /** A hash of name, time stamp and content: the same again after a crash, another for the next file. */
    public String id(ClaimedFile file, byte[] content) throws IOException {
        try (HeldFolder claims = claims()) {
            String stamp = claims.attributes(nameOf(file)).lastModifiedTime().toString();
            return filing.idPrefix() + Digest.hex(file.name().getBytes(UTF_8), stamp.getBytes(UTF_8), content);
        }
    }

    /** When a claimed file was last written to. */
    public Instant written(ClaimedFile file) throws IOException {
        try (HeldFolder claims = claims()) {
            return claims.attributes(nameOf(file)).lastModifiedTime().toInstant();
        }
    }

    /** Files what was accepted. */
    public void accept(ClaimedFile file, IntakeResult answer) throws IOException {
        filing.accept(folders, nameOf(file), file.name(), answer);
        file.share().close();
        done(file);
        if (waits.succeeded(directory)) {
            LOG.info("{} goes on", filing.door());
        }
    }

    private static Path nameOf(ClaimedFile file) {
        return file.path().getFileName();
    }

    /** Files a refused request and, beside it, why. */
    public void refuse(ClaimedFile file, byte[] problem) throws IOException {
        file.share().close(); // nothing of it is needed any more
        filing.refuse(folders, nameOf(file), file.name(), problem);
        done(file);
    }

    private void done(ClaimedFile file) {
        waits.succeeded(directory.resolve(file.name()));
        looks.done(directory.resolve(file.name()));
    }

    /** Puts a file back that could not be stored. The door pauses if no other could be either; else only the file. */
    public void release(@Nullable ClaimedFile file, Exception failure) throws IOException {
        if (failure instanceof StoreUnavailableException) {
            pause(String.valueOf(failure.getMessage()));
        } else if (file != null && !(failure instanceof UnfinishedFileException)) {
            hold(directory.resolve(file.name()), file.name(), failure.toString());
        }
        putBack(file);
    }

    /** Puts a file back that nothing is wrong with. */
    public void putBack(@Nullable ClaimedFile file) throws IOException {
        if (file == null) {
            return;
        }
        file.share().close();
        try (HeldFolder claims = claims()) {
            if (InboxFiles.exists(claims, nameOf(file))) {
                InboxFiles.putBack(claims, nameOf(file), inbox(), file.name());
            }
        }
    }

    private void hold(Path file, String name, String reason) {
        List<Path> all = new ArrayList<>(List.of(directory, directory.resolve(CLAIMED).resolve(owner)));
        filing.folders().forEach(below -> all.add(directory.resolve(below)));
        for (Path folder : all) {
            if (!Files.isWritable(folder)) {
                pause(folder + " cannot be written");
                return;
            }
        }
        if (waits.failed(file)) {
            LOG.error("file {} not stored, stays in the inbox: {}", name, reason);
        }
    }

    private void pause(String reason) {
        if (waits.failed(directory)) {
            LOG.error("{} pauses, files stay in the inbox: {}", filing.door(), reason);
        }
    }

    /**
     * What lies in the folder and is no regular file, or has a name that is no text: a listing of regular files lacks
     * it, and it would lie there unnoticed for ever.
     */
    public List<Path> strays() throws IOException {
        waits.forget(file -> !InboxFiles.exists(file));
        looks.forget(file -> !InboxFiles.exists(file));
        List<Path> strays = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(directory, file -> filing.takes(file.getFileName()))) {
            for (Path file : all) {
                boolean regular = Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
                if ((!regular || InboxFiles.isUndecodable(file)) && isReady(file)) {
                    strays.add(file);
                }
            }
        }
        return strays;
    }

    /** Deletes files that were accepted longer than {@code keep} ago. */
    public void purge(Duration keep) throws IOException {
        if (!filing.folders().contains(RequestFiling.ACCEPTED)) {
            return;
        }
        Instant before = clock.instant().minus(keep);
        try (HeldFolder accepted = folder(RequestFiling.ACCEPTED); DirectoryStream<Path> old = accepted.list()) {
            for (Path file : old) {
                purge(accepted, file.getFileName(), before);
            }
        }
    }

    private static void purge(HeldFolder accepted, Path file, Instant before) throws IOException {
        try {
            if (accepted.attributes(file).lastModifiedTime().toInstant().isBefore(before)) {
                accepted.delete(file);
            }
        } catch (NoSuchFileException e) {
            // another gateway was faster
        }
    }
}
