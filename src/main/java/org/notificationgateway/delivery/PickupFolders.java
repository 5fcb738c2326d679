// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.delivery;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.notificationgateway.settings.Delivery;
import org.notificationgateway.settings.Fault;
import org.notificationgateway.settings.MailSettings;
import org.notificationgateway.settings.Senders;
import org.notificationgateway.smtp.Failures;

/**
 * Readies the pickup directories at start, or says why one cannot work. Creates only what lies in our own data
 * folder: a directory created for a mistyped path would swallow mail that no SMTP server ever reads.
 */
public final class PickupFolders {
    private static final Duration STALE = Duration.ofHours(1);

    private final Path dataDirectory;
    private final Clock clock;

    public PickupFolders(Path dataDirectory, Clock clock) {
        this.dataDirectory = dataDirectory;
        this.clock = clock;
    }

    /** Prepares the directory of every sender that uses one; returns a fault for each that cannot be used. */
    public List<Fault> prepare(Senders senders) {
        return faults(senders, true);
    }

    /** The faults that {@link #prepare} would find, without making a folder. */
    public List<Fault> look(Senders senders) {
        return faults(senders, false);
    }

    /** The same for a directory that is named elsewhere. */
    List<Fault> prepare(Path directory, String thing, String where) {
        List<Fault> faults = new ArrayList<>();
        check(thing, where, directory, true, faults);
        return faults;
    }

    private List<Fault> faults(Senders senders, boolean make) {
        List<Fault> faults = new ArrayList<>();
        Map<Path, List<MailSettings>> users = new LinkedHashMap<>(); // several senders may share one directory
        for (String name : senders.names()) {
            MailSettings settings = senders.of(name);
            if (settings.delivery() instanceof Delivery.Pickup pickup) {
                users.computeIfAbsent(pickup.directory(), d -> new ArrayList<>()).add(settings);
            }
        }
        users.forEach((directory, settings) -> {
            String names = settings.stream().map(MailSettings::sender).collect(Collectors.joining(", "));
            check("pickup directory of sender " + names, settings.get(0).reason(), directory, make, faults);
        });
        return faults;
    }

    private void check(String thing, String where, Path directory, boolean make, List<Fault> faults) {
        if (!directory.isAbsolute()) {
            faults.add(new Fault(thing, "is " + directory, "a path of this system, not of Windows", where));
            return;
        }
        if (directory.getFileName() == null) {
            faults.add(new Fault(thing, "is " + directory, "a directory, not the root of a disk", where));
            return;
        }
        boolean ours = directory.startsWith(dataDirectory);
        if (!make && ours && !Files.exists(directory)) {
            return; // made at start
        }
        try {
            if (make && ours) {
                Files.createDirectories(directory);
            }
            if (!Files.isDirectory(directory)) {
                faults.add(new Fault(thing, "is " + directory + ", which is no directory",
                        "the existing pickup directory of an SMTP server", where));
                return;
            }
            checkFolders(thing, directory, make, where, faults);
        } catch (IOException e) {
            faults.add(new Fault(thing, "cannot be used: " + Failures.reason(e),
                    "a directory in which, and beside which, this account may create files", where));
        }
    }

    private void checkFolders(String thing, Path directory, boolean make, String where, List<Fault> faults)
            throws IOException {
        Path staging = PickupDirectory.stagingOf(directory);
        if (make) {
            Files.createDirectories(staging);
            removeStale(staging);
        }
        Path beside = Files.exists(staging) ? staging : staging.getParent();
        for (Path folder : List.of(directory, beside)) {
            if (!Files.isWritable(folder)) {
                faults.add(new Fault(thing, "needs " + folder + ", which is not writable",
                        "a directory in which this account may create files", where));
            }
        }
        if (!Files.getFileStore(directory).equals(Files.getFileStore(beside))) {
            faults.add(new Fault(thing, "lies on another volume than its staging folder " + staging,
                    "both on one volume: only there can a file be moved in one step", where));
        }
    }

    /** Deletes what a killed attempt left behind. Its mail is still in the outbox. */
    private void removeStale(Path staging) throws IOException {
        Instant before = clock.instant().minus(STALE);
        try (DirectoryStream<Path> parts = Files.newDirectoryStream(staging, "*.part")) {
            for (Path part : parts) {
                if (Files.getLastModifiedTime(part).toInstant().isBefore(before)) {
                    Files.deleteIfExists(part);
                }
            }
        }
    }
}
