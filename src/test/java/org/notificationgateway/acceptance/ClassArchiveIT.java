// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.acceptance;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
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
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.notificationgateway.support.TestHome;

/** The archive that quickens a start: made once, used from then on, and never a reason not to start. */
class ClassArchiveIT {
    private static final String MAKING = "making the class archive";

    @TempDir
    private Path folder;

    private Path program;
    private Path lib;
    private TestHome home;
    private Process process;
    private List<String> account = List.of();
    private String javaHome = System.getProperty("java.home");

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
    void isMadeByTheFirstStartAndUsedByTheNext() throws Exception {
        assertTrue(startAndStop("on").startsWith("gateway: " + MAKING));
        Path archive = onlyArchive();
        assertTrue(Files.size(archive) > 10_000_000, "size of " + archive);
        assertTrue(PosixFilePermissions.toString(Files.getPosixFilePermissions(archive)).endsWith("------"));
        String output = startAndStop("on");
        assertFalse(output.contains(MAKING), output);
        assertTrue(Files.readString(folder.resolve("classes")).lines().anyMatch(line ->
                line.contains("org.notificationgateway.NotificationGateway source: shared objects file")));
        assertEquals(archive, onlyArchive());
    }

    @Test
    void isMadeAnewWhenItIsDamagedOrOlderThanAJar() throws Exception {
        Path wrong = Files.writeString(lib.resolve(".classes-" + Runtime.version().feature() + "-1-2-3-4"), "damaged");
        assertTrue(startAndStop("on").contains(MAKING));
        assertFalse(Files.exists(wrong));
        Path archive = onlyArchive();
        assertTrue(archive.toFile().setWritable(true));
        try (SeekableByteChannel channel = Files.newByteChannel(archive, StandardOpenOption.WRITE)) {
            channel.truncate(1_000_000);
        }
        assertTrue(startAndStop("on").contains(MAKING));
        Path jar;
        try (Stream<Path> jars = Files.list(lib)) {
            jar = jars.filter(file -> file.toString().endsWith(".jar")).findFirst().orElseThrow();
        }
        Files.setLastModifiedTime(jar, FileTime.from(Instant.now().plusSeconds(1)));
        assertTrue(startAndStop("on").contains(MAKING));
    }

    @Test
    void canBeDoneWithout() throws Exception {
        assertFalse(startAndStop("off").contains(MAKING));
        assertEquals(0, archives(lib).size());
    }

    @Test
    void isNotTriedAgainWhereNoneCanBeMade() throws Exception {
        Path java = folder.resolve("java/bin/java");
        Files.createDirectories(java.getParent());
        Files.writeString(java, "#!/bin/sh\ncase $* in *rehearse*) exit 1 ;; esac\nexec '"
                + System.getProperty("java.home") + "/bin/java' \"$@\"\n");
        assertTrue(java.toFile().setExecutable(true));
        javaHome = folder.resolve("java").toString();
        assertTrue(startAndStop("on").contains(MAKING));
        assertFalse(startAndStop("on").contains(MAKING));
        assertEquals(0, Files.size(onlyArchive()));
    }

    @Test
    void liesInTheDataFolderWhereTheProgramIsReadOnly() throws Exception {
        Files.setPosixFilePermissions(lib, PosixFilePermissions.fromString("r-xr-xr-x"));
        try {
            Files.createDirectories(home.path("data"));
            asNobody();
            assertTrue(startAndStop("on").contains(MAKING));
            assertEquals(1, archives(home.path("data")).size());
            assertFalse(startAndStop("on").contains(MAKING));
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

    private String startAndStop(String archive) throws Exception {
        Path log = folder.resolve("output");
        List<String> command = new ArrayList<>(account);
        command.addAll(List.of(
                program.resolve("bin/gateway").toString(), "run", "--home", folder.resolve("home").toString()));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("JAVA_HOME", javaHome);
        builder.environment().put("GATEWAY_JAVA_OPTS", "-Xlog:class+load:file=" + folder.resolve("classes"));
        builder.environment().put("GATEWAY_CLASS_ARCHIVE", archive);
        builder.environment().put("CAMEL_SERVER_PORT", String.valueOf(home.httpPort()));
        builder.environment().put("CAMEL_MANAGEMENT_PORT", String.valueOf(home.managementPort()));
        process = builder.start();
        await().atMost(Duration.ofSeconds(120)).until(() -> Files.readString(log).contains("is ready"));
        long before = System.nanoTime();
        process.destroy();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), "still running");
        assertTrue(Duration.ofNanos(System.nanoTime() - before).toSeconds() < 10, "no archive is made at the end");
        String output = Files.readString(log);
        assertFalse(output.contains("[warning]") || output.contains("[error]"), output);
        return output;
    }

    private Path onlyArchive() throws IOException {
        List<Path> archives = archives(lib);
        assertEquals(1, archives.size(), archives.toString());
        return archives.get(0);
    }

    private static List<Path> archives(Path place) throws IOException {
        try (Stream<Path> files = Files.list(place)) {
            return files.filter(file -> file.getFileName().toString().startsWith(".classes-")).toList();
        }
    }
}
