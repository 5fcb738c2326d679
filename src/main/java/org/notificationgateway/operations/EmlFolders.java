// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.operations;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.notificationgateway.delivery.PickupDirectory;
import org.notificationgateway.intake.EmlFolder;
import org.notificationgateway.settings.Delivery;
import org.notificationgateway.settings.Fault;
import org.notificationgateway.settings.GatewayKey;
import org.notificationgateway.settings.Senders;
import org.notificationgateway.settings.StartRefusedException;

/**
 * The folders of finished mails that the settings name, and why one of them cannot be read: a folder that leads back to the
 * gateway would send its mail round and round, and whoever may write to a folder sends as its sender.
 */
public final class EmlFolders {
    /** What their keys begin with. */
    public static final String PREFIX = "ingress.eml.";

    private static final Pattern KEY = Pattern.compile("ingress\\.eml\\.([A-Za-z0-9_-]{1,40})\\.[a-z0-9-]+");

    private final GatewayProperties properties;
    private final List<Folder> folders = new ArrayList<>();
    private final List<Fault> faults = new ArrayList<>();

    /**
     * A folder of finished mails.
     *
     * @param name in settings and logs
     * @param patience how long the rest of a file is waited for
     */
    public record Folder(String name, Path directory, Duration patience, EmlFolder rules) {
        /** A setting of this folder. */
        public String key(String part) {
            return PREFIX + name + "." + part;
        }
    }

    /** Reads them; what is wrong with them is in {@link #faults}. */
    public EmlFolders(GatewayProperties properties, Senders senders) {
        this.properties = properties;
        for (String name : names()) {
            try {
                read(name, senders);
            } catch (StartRefusedException e) {
                faults.addAll(e.faults());
            }
        }
        Map<Path, String> taken = taken(senders);
        folders.forEach(folder -> look(folder, taken));
    }

    /** In alphabetical order of their names. */
    public List<Folder> all() {
        return List.copyOf(folders);
    }

    public List<Fault> faults() {
        return List.copyOf(faults);
    }

    private TreeSet<String> names() {
        TreeSet<String> names = new TreeSet<>();
        for (String key : properties.keys(PREFIX)) {
            Matcher parts = KEY.matcher(key);
            if (parts.matches()) {
                names.add(parts.group(1));
            } else {
                fault(key, "names no folder", PREFIX + "NAME.directory, with a name of letters, digits, - and _");
            }
        }
        return names;
    }

    private void read(String name, Senders senders) {
        String key = PREFIX + name + ".";
        if (properties.text(key + "directory").isEmpty()) {
            if (properties.keys(key).contains(key + "directory")) {
                return; // switched off
            }
            throw new StartRefusedException(key + "directory", "is not set", "the folder whose *.eml are read", GatewayKey.where(key + "directory"));
        }
        String sender = properties.text(key + "sender").isEmpty() ? Senders.DEFAULT : properties.text(key + "sender");
        if (!senders.has(sender)) {
            throw new StartRefusedException(key + "sender", "names a sender that is not configured",
                    "one of " + String.join(", ", senders.names()), GatewayKey.where(key + "sender"));
        }
        String sensitive = properties.text(key + "sensitive");
        folders.add(new Folder(name, properties.path(key + "directory").normalize(), properties.duration(key + "patience"), new EmlFolder(
                name, sender,
                sensitive.isEmpty() ? null : properties.flag(key + "sensitive"),
                properties.text(key + "expires-after").isEmpty() ? null : properties.duration(key + "expires-after"),
                EmlFolder.From.valueOf(constant(properties.word(key + "from"))),
                EmlFolder.EnvelopeFrom.valueOf(constant(properties.word(key + "envelope"))),
                properties.word(key + "dots").equals("doubled"), properties.word(key + "8bit").equals("send"))));
    }

    private static String constant(String word) {
        return word.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    /** Folders that the gateway itself reads or writes, and what they are. */
    private Map<Path, String> taken(Senders senders) {
        Map<Path, String> taken = new LinkedHashMap<>();
        taken.put(real(properties.path("gateway.data-directory")), "the data folder");
        taken.put(real(properties.path("ingress.file.directory")), "the inbox");
        for (String name : senders.names()) {
            if (senders.of(name).delivery() instanceof Delivery.Pickup pickup && pickup.directory().isAbsolute()
                    && pickup.directory().getFileName() != null) {
                taken.put(real(pickup.directory()), "the pickup directory of sender " + name);
                taken.put(real(PickupDirectory.stagingOf(pickup.directory())), "the staging folder of sender " + name);
            }
        }
        return taken;
    }

    private void look(Folder folder, Map<Path, String> taken) {
        String key = folder.key("directory");
        if (!Files.isDirectory(folder.directory())) {
            fault(key, "is " + folder.directory() + ", which is no directory", "the existing folder whose *.eml are read");
            return;
        }
        Path real = real(folder.directory());
        taken.forEach((other, what) -> {
            if (real.startsWith(other) || other.startsWith(real)) {
                fault(key, "is " + folder.directory() + ", which is " + relation(real, other) + what + " " + other,
                        "a folder apart: mail of this gateway would come back to it");
            }
        });
        taken.put(real, "folder " + folder.name());
        if (!Files.isWritable(folder.directory())) {
            fault(key, "is " + folder.directory() + ", which is not writable", "a folder in which this account may create and delete files");
        }
        if (isOpenToAll(folder.directory()) && !properties.flag(folder.key("shared"))) {
            fault(key, "is " + folder.directory() + ", which every account of this machine may write to, and so send as "
                    + folder.rules().sender(), "chmod o-w, or " + folder.key("shared") + " = true");
        }
    }

    private static String relation(Path real, Path other) {
        return real.equals(other) ? "" : real.startsWith(other) ? "inside " : "above ";
    }

    /** Where links lead, of as much of it as exists. */
    private static Path real(Path path) {
        Path there = path.toAbsolutePath().normalize();
        for (Path above = there; above != null; above = above.getParent()) {
            try {
                return above.toRealPath().resolve(above.relativize(there));
            } catch (IOException e) {
                // the folder above it
            }
        }
        return there;
    }

    private static boolean isOpenToAll(Path directory) {
        try {
            return directory.getFileSystem().supportedFileAttributeViews().contains("posix")
                    && Files.getPosixFilePermissions(directory).contains(PosixFilePermission.OTHERS_WRITE);
        } catch (IOException e) {
            return false; // said when it is opened
        }
    }

    private void fault(String key, String seen, String expected) {
        faults.add(new Fault(key, seen, expected, GatewayKey.where(key)));
    }
}
