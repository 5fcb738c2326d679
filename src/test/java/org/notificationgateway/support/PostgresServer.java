// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.support;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A real PostgreSQL as a process of its own, on loopback and a free port, its data below a folder of the test: Debian's
 * package, which {@code .ci/externals} installs.
 */
public final class PostgresServer implements AutoCloseable {
    public static final String USER = "gateway";
    public static final String PASSWORD = "ledger-secret";
    private static final String ADMINISTRATOR = "postgres";
    private static final Path INSTALLED = Path.of("/usr/lib/postgresql");

    private final Path programs;
    private final Path data;
    private final int port = TestHome.freePort();

    /** Makes a database cluster below the folder, starts it, and makes the user and the database that docs/operations.md says. */
    public PostgresServer(Path folder) throws IOException, InterruptedException {
        programs = programs();
        Path own = Files.createDirectory(folder.resolve("postgres"));
        data = own.resolve("data");
        for (Path above = own; above != null && !above.equals(Path.of("/tmp")); above = above.getParent()) {
            letOthersIn(above); // the server runs as another account when this one is root
        }
        Path secret = Files.writeString(own.resolve("secret"), PASSWORD);
        if (isRoot()) {
            run(List.of("chown", "-R", "postgres", own.toString()));
        }
        run(server("initdb", "-D", data.toString(), "-U", ADMINISTRATOR, "--pwfile=" + secret, "-A", "scram-sha-256"));
        start();
        try (Connection administrator = DriverManager.getConnection(url(ADMINISTRATOR), ADMINISTRATOR, PASSWORD);
                Statement statement = administrator.createStatement()) {
            for (String line : DocumentedFile.of("sql", "CREATE ROLE", PASSWORD).lines().toList()) {
                statement.execute(line);
            }
        } catch (SQLException e) {
            stop();
            throw new IllegalStateException("docs/operations.md: " + e.getMessage(), e);
        }
    }

    public String url() {
        return url("gateway");
    }

    private String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    /** Starts it and returns when it takes connections. */
    public void start() throws IOException, InterruptedException {
        run(server("pg_ctl", "-D", data.toString(), "-w", "-t", "60", "-l", data.resolve("log").toString(), "-o",
                "-c listen_addresses=127.0.0.1 -c port=" + port + " -c unix_socket_directories=" + data, "start"));
    }

    /** Stops it without waiting for its clients, and returns when it is gone. */
    public void stop() throws IOException, InterruptedException {
        run(server("pg_ctl", "-D", data.toString(), "-w", "-m", "fast", "stop"));
    }

    @Override
    public void close() throws IOException, InterruptedException {
        if (Files.exists(data.resolve("postmaster.pid"))) {
            stop();
        }
        await().atMost(Duration.ofSeconds(10)).until(() -> !Files.exists(data.resolve("postmaster.pid")));
        if (isRoot()) {
            run(List.of("chown", "-R", "root", data.getParent().toString())); // so that the folder can be deleted
        }
    }

    private static Path programs() throws IOException {
        if (!Files.isDirectory(INSTALLED)) {
            return Absent.skip("no PostgreSQL below " + INSTALLED + ": .ci/externals installs it");
        }
        try (Stream<Path> versions = Files.list(INSTALLED)) {
            return versions.map(version -> version.resolve("bin"))
                    .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                    .max(Path::compareTo)
                    .orElseGet(() -> Absent.skip("no initdb below " + INSTALLED + ": .ci/externals installs it"));
        }
    }

    private List<String> server(String program, String... arguments) {
        List<String> words = new ArrayList<>();
        if (isRoot()) { // PostgreSQL refuses to run as root
            words.addAll(List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"));
        }
        words.add(programs.resolve(program).toString());
        words.addAll(List.of(arguments));
        return words;
    }

    private static void run(List<String> words) throws IOException, InterruptedException {
        Path log = Files.createTempFile("postgres", ".log");
        Process process = new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(log.toFile()).start();
        if (!process.waitFor(180, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IllegalStateException(words + " failed: " + Files.readString(log));
        }
        Files.delete(log);
    }

    private static void letOthersIn(Path folder) throws IOException {
        if (Files.isWritable(folder) && Files.getOwner(folder).getName().equals(System.getProperty("user.name"))) {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }
}
