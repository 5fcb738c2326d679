// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.trials;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A file system in memory that is small enough to fill. The administrator mounts it for all; anybody else in a mount
 * namespace of its own, into which {@link #command} leads and whose files this process sees below {@code /proc}.
 */
final class SmallDisk implements AutoCloseable {
    private static final boolean ROOT = "root".equals(System.getProperty("user.name"));
    private static final byte[] MEGABYTE = new byte[1024 * 1024];

    private final Path place;
    private final @Nullable Process namespace;

    private SmallDisk(Path place, @Nullable Process namespace) {
        this.place = place;
        this.namespace = namespace;
    }

    /** Null where this account may mount nothing. */
    static @Nullable SmallDisk mount(Path place, int megabytes) throws IOException, InterruptedException {
        Files.createDirectories(place);
        String mount = "mount -t tmpfs -o mode=700,size=" + megabytes + "m tmpfs '" + place + "'";
        if (ROOT) {
            return run("sh", "-c", mount) ? new SmallDisk(place, null) : null;
        }
        try {
            Process namespace = new ProcessBuilder("unshare", "-Urm", "sh", "-c", mount + " && echo mounted && exec cat").start();
            BufferedReader out = namespace.inputReader(UTF_8);
            return "mounted".equals(out.readLine()) ? new SmallDisk(place, namespace) : null;
        } catch (IOException e) {
            return null; // no such program
        }
    }

    /** What stands before a command that shall see it. */
    List<String> command() {
        return namespace == null ? List.of()
                : List.of("nsenter", "-t", "" + namespace.pid(), "-U", "-m", "--preserve-credentials");
    }

    /** Where this process sees it. */
    Path path() {
        return namespace == null ? place : Path.of("/proc/" + namespace.pid() + "/root" + place);
    }

    /** Takes all space that is left, as another program does. */
    void fill() throws IOException {
        try (OutputStream filler = Files.newOutputStream(path().resolve("filler"),
                StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            for (int piece = MEGABYTE.length; piece > 0; piece = piece == 1 ? 0 : Math.max(1, piece / 16)) {
                writeUntilFull(filler, piece);
            }
        } catch (IOException e) {
            // full
        }
    }

    private static void writeUntilFull(OutputStream filler, int piece) {
        try {
            while (true) {
                filler.write(MEGABYTE, 0, piece);
            }
        } catch (IOException e) {
            // no room for a piece of this size
        }
    }

    void free() throws IOException {
        Files.deleteIfExists(path().resolve("filler"));
    }

    @Override
    public void close() throws IOException, InterruptedException {
        if (namespace == null) {
            run("umount", "-l", place.toString());
            return;
        }
        namespace.getOutputStream().close(); // cat ends, and the namespace with it
        if (!namespace.waitFor(10, TimeUnit.SECONDS)) {
            namespace.destroyForcibly();
        }
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start().waitFor() == 0;
    }
}
