// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.ingress;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.notificationgateway.settings.TextFile;

/**
 * The file of API keys: one {@code name:sha256 senders=… rights=…} a line, so a copy of it opens nothing. Blank lines and
 * lines that begin with # are left alone.
 */
public record ApiKeyFile(Path path) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final String ABSENT = "absent";
    private static final Pattern LINE =
            Pattern.compile("([^:]+):([0-9a-f]{64})(?:[ \\t]+senders=(\\S+)[ \\t]+rights=(\\S+))?");

    /** True when the name may stand in the file. */
    public static boolean isName(String name) {
        return NAME.matcher(name).matches() && !name.equals(ApiKeys.ANYONE);
    }

    /**
     * Each key by its name; a missing file has none.
     *
     * @throws IllegalArgumentException if a line is neither a key, nor blank, nor a comment, or a name stands twice
     */
    public Map<String, ApiKey> read() throws IOException {
        Map<String, ApiKey> keys = new LinkedHashMap<>();
        int number = 0;
        for (String line : lines()) {
            number++;
            String text = line.strip();
            if (text.isEmpty() || text.startsWith("#")) {
                continue;
            }
            ApiKey key = key(text, number);
            if (keys.putIfAbsent(key.name(), key) != null) {
                throw fault(number, "has the name of another: expected each name once");
            }
        }
        return keys;
    }

    private ApiKey key(String text, int number) {
        Matcher line = LINE.matcher(text);
        if (!line.matches() || !isName(line.group(1))) {
            throw fault(number, "is malformed: expected name:sha256 in lower-case hex, then senders=… rights=…");
        }
        if (line.group(3) == null) {
            return ApiKey.unrestricted(line.group(1), line.group(2));
        }
        List<String> senders = List.of(line.group(3).split(",", -1));
        if (!senders.stream().allMatch(ApiKey::isSender)) {
            throw fault(number, "has a sender that is none: expected names with commas between them, or *");
        }
        List<Optional<Right>> rights = Arrays.stream(line.group(4).split(",", -1)).map(Right::of).toList();
        if (rights.contains(Optional.<Right>empty())) {
            throw fault(number, "has a right that is none: expected some of send,read,operate");
        }
        return new ApiKey(line.group(1), line.group(2), new LinkedHashSet<>(senders),
                rights.stream().flatMap(Optional::stream).collect(Collectors.toSet()), false);
    }

    /** Puts a key at the end. Its name must be free. */
    public void add(ApiKey key) throws IOException {
        List<String> lines = new ArrayList<>(lines());
        lines.add(key.name() + ":" + key.hash() + " " + key.grant());
        write(lines);
    }

    /** Takes the key of that name out. */
    public void remove(String name) throws IOException {
        write(lines().stream().filter(line -> !nameIn(line.strip()).equals(name)).toList());
    }

    /** Changes with every change of the file: its time, its size, and which file it is. */
    String fingerprint() {
        if (!path.toFile().exists()) { // asked for each request: an exception would cost more than the rest of it
            return ABSENT;
        }
        try {
            BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class);
            return now.lastModifiedTime() + " " + now.size() + " " + now.fileKey();
        } catch (IOException e) {
            return ABSENT;
        }
    }

    private List<String> lines() throws IOException {
        try {
            return Files.exists(path) ? TextFile.read(path).lines().toList() : List.of();
        } catch (TextFile.NotTextException e) {
            throw fault(e.line(), "is not UTF-8: expected a file saved as UTF-8");
        }
    }

    private static String nameIn(String line) {
        return line.substring(0, Math.max(0, line.indexOf(':')));
    }

    private IllegalArgumentException fault(long line, String fault) {
        return new IllegalArgumentException("API key in line " + line + " " + fault + " (" + path + ")");
    }

    /** Whole or not at all, readable by its owner alone; the new file's name also keeps a second writer out. */
    private void write(List<String> lines) throws IOException {
        Path next = path.resolveSibling(path.getFileName() + ".new");
        try {
            Files.createFile(next, ownerOnly());
        } catch (FileAlreadyExistsException e) {
            throw new IOException(next + " exists: expected no other change under way (remove it if there is none)", e);
        }
        try {
            try (FileChannel channel = FileChannel.open(next, StandardOpenOption.WRITE)) {
                channel.write(ByteBuffer.wrap((String.join("\n", lines) + "\n").getBytes(UTF_8)));
                channel.force(true);
            }
            Files.move(next, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(next);
        }
    }

    private FileAttribute<?>[] ownerOnly() {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))}
                : new FileAttribute<?>[0];
    }
}
