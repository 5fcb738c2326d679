// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.acceptance;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.notificationgateway.support.TestHome;

/** The archive that quickens a start: made once, used from then on, and never a reason not to start. */
class ClassArchiveIT {
    @TempDir
    private Path folder;

    private Path program;
    private Path lib;
    private TestHome home;
    private Process process;
    private List<String> account = List.of();

    @BeforeEach
    void unpack() throws IOException {
        program = folder.resolve("program");
        lib = program.resolve("lib");
        Path distribution = Path.of(System.getProperty("gateway.distribution"));
        try (Stream<Path> files = Files.walk(distribution)) {
            for (Path file : files.filter(file -> !file.getFileName().toString().startsWith(".classes-")).toList()) {
                Files.copy(file, program.resolve(distribution.relativize(file).toString()),
                        StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
        home = new TestHome(Files.createDirectory(folder.resolve("home")));
    }

    @AfterEach
    void stop() {
        if (process != null) {
            process.destroyForcibly();
        }
    }

    @Test
    void isMadeByTheFirstStopUsedAfterALookAtItsBytesAndMadeAnewWhenItIsNotWhole() throws Exception {
        Files.writeString(lib.resolve(".classes-" + Runtime.version().feature() + ".jsa"), "cut short");
        startAndStop();
        Path archive = onlyArchive();
        assertTrue(Files.size(archive) > 10_000_000, "size of " + archive);
        assertTrue(PosixFilePermissions.toString(Files.getPosixFilePermissions(archive)).endsWith("------"));
        assertFalse(Files.exists(checksum(archive)), "nobody has looked at it yet");

        start();
        assertTrue(isUsed());
        assertTrue(Files.readString(checksum(archive)).contains(" " + Files.size(archive) + " "));
        process.destroyForcibly().waitFor();

        damage(archive);
        assertMadeAnew(archive);
        Files.setLastModifiedTime(archive, FileTime.from(Instant.EPOCH)); // as if the program were a newer one
        assertMadeAnew(archive);
    }

    /** A start goes without it and makes it anew when it ends, as when there is none. */
    private void assertMadeAnew(Path archive) throws Exception {
        Instant before = Instant.now();
        startInVain();
        assertFalse(isUsed());
        assertTrue(Files.getLastModifiedTime(archive).toInstant().isAfter(before));
    }

    @Test
    void liesInTheDataFolderWhereTheProgramIsReadOnly() throws Exception {
        Files.setPosixFilePermissions(lib, PosixFilePermissions.fromString("r-xr-xr-x"));
        try {
            Files.createDirectories(home.path("data"));
            asNobody();
            startInVain();
            assertEquals(1, archives(home.path("data")).size());
            assertEquals(0, archives(lib).size());
        } finally {
            Files.setPosixFilePermissions(lib, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    /** An administrator may write anywhere. */
    private void asNobody() throws Exception {
        if ("root".equals(System.getProperty("user.name"))) {
            assertEquals(0, new ProcessBuilder("chown", "-R", "65534:65534", folder.toString()).start().waitFor());
            account = List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");
        }
    }

    private void startAndStop() throws Exception {
        start();
        process.destroy();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), "still running");
        String output = Files.readString(log());
        assertFalse(output.contains("[warning]") || output.contains("[error]"), output);
    }

    /** A start that is refused ends sooner than one that has to be stopped. */
    private void startInVain() throws Exception {
        process = launch(Map.of("GATEWAY_SETTINGS_INTERVAL", "seldom"));
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), "still running");
        String output = Files.readString(log());
        assertTrue(output.startsWith("gateway: gateway.settings-interval") && output.lines().count() == 1, output);
    }

    private Path log() {
        return folder.resolve("output");
    }

    private void start() throws Exception {
        process = launch(Map.of());
        await().atMost(Duration.ofSeconds(120)).until(() -> Files.readString(log()).contains("is ready"));
    }

    private Process launch(Map<String, String> settings) throws IOException {
        List<String> command = new ArrayList<>(account);
        command.addAll(List.of(
                program.resolve("bin/gateway").toString(), "run", "--home", folder.resolve("home").toString()));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.redirectErrorStream(true).redirectOutput(log().toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("GATEWAY_JAVA_OPTS", "-XX:TieredStopAtLevel=1 -Xlog:class+load:file=" + folder.resolve("classes"));
        builder.environment().put("CAMEL_SERVER_PORT", String.valueOf(home.httpPort()));
        builder.environment().put("CAMEL_MANAGEMENT_PORT", String.valueOf(home.managementPort()));
        builder.environment().putAll(settings);
        return builder.start();
    }

    /** Other bytes in the middle of it. */
    private static void damage(Path archive) throws IOException {
        assertTrue(archive.toFile().setWritable(true));
        try (SeekableByteChannel channel = Files.newByteChannel(archive, StandardOpenOption.WRITE)) {
            channel.position(channel.size() / 2).write(ByteBuffer.wrap(new byte[100_000]));
        }
    }

    private boolean isUsed() throws IOException {
        return Files.readString(folder.resolve("classes")).contains("NotificationGateway source: shared objects file");
    }

    private static Path checksum(Path archive) {
        return archive.resolveSibling(archive.getFileName() + ".sum");
    }

    private Path onlyArchive() throws IOException {
        List<Path> archives = archives(lib);
        assertEquals(1, archives.size(), archives.toString());
        return archives.get(0);
    }

    private static List<Path> archives(Path place) throws IOException {
        try (Stream<Path> files = Files.list(place)) {
            return files.filter(file -> file.getFileName().toString().matches("\\.classes-.*\\.jsa")).toList();
        }
    }
}
