// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.notificationgateway.settings.Fault;

/**
 * Refuses once a folder of the store is gone, is another one than before, or takes no file: the broker would go on
 * writing into files that nobody can find again. Not thread-safe.
 */
final class HeldFolders implements StorageCheck {
    private static final String PROBE = ".probe";
    private static final int BLOCK = 4096; // whatever is shorter may find room beside the name
    private static final String WHERE = "gateway.data-directory";

    private final List<Path> written;
    private final List<Path> held;
    private final Map<Path, Object> keys = new HashMap<>();

    /**
     * @param written in which files must come to be
     * @param parts that must stay what they are, once they exist
     */
    HeldFolders(List<Path> written, List<Path> parts) {
        this.written = List.copyOf(written);
        held = Stream.concat(written.stream(), parts.stream()).toList();
    }

    @Override
    public void look() throws StoreUnavailableException {
        for (Path folder : held) {
            checkIdentity(folder);
        }
        for (Path folder : written) {
            if (keys.containsKey(folder)) {
                probe(folder);
            }
        }
    }

    private void checkIdentity(Path folder) throws StoreUnavailableException {
        try {
            BasicFileAttributes attributes = Files.readAttributes(folder, BasicFileAttributes.class);
            if (!attributes.isDirectory()) {
                throw new NotDirectoryException(folder.toString());
            }
            Object key = attributes.fileKey() == null ? folder : attributes.fileKey(); // Windows has none
            if (!key.equals(keys.computeIfAbsent(folder, first -> key))) {
                throw refusal(folder, "was replaced while the gateway ran", "the same folder; a restart takes the new one");
            }
        } catch (NoSuchFileException e) {
            if (keys.containsKey(folder)) {
                throw refusal(folder, "is gone", "the same folder in its place; a restart makes a new one, without its mail");
            }
        } catch (IOException e) {
            throw refusal(folder, "cannot be looked at (" + reason(e) + ")", "a folder of this account");
        }
    }

    private static void probe(Path folder) throws StoreUnavailableException {
        Path file = folder.resolve(PROBE);
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE,
                StandardOpenOption.DELETE_ON_CLOSE)) {
            channel.write(ByteBuffer.allocate(BLOCK));
            channel.force(true);
        } catch (IOException e) {
            throw refusal(folder, "takes no file (" + reason(e) + ")", "room for files, and the right to write them");
        }
    }

    private static String reason(IOException e) {
        String reason = e instanceof FileSystemException failure ? failure.getReason() : e.getMessage();
        return reason == null ? e.getClass().getSimpleName() : reason;
    }

    private static StoreUnavailableException refusal(Path folder, String seen, String expected) {
        return StoreUnavailableException.of(new Fault("data folder " + folder, seen, expected, WHERE));
    }
}
