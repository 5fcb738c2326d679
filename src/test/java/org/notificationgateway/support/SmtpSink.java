// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.support;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Postfix's smtp-sink on loopback, with its faults by switch; each mail becomes a file. It is the machine's own, or the one
 * that {@code .ci/externals} unpacks below {@code target}, so that no mail system is set up.
 */
public final class SmtpSink implements AutoCloseable {
    private static final Path INSTALLED = Path.of("/usr/sbin/smtp-sink");
    private static final Path UNPACKED = TestHome.PROJECT.resolve("target/postfix").toAbsolutePath();

    private final int port;
    private final Path folder;
    private final Path mails;
    private final Process process;

    /** Starts it on a port and returns when it listens. */
    public SmtpSink(Path folder, int port, String... switches) throws IOException, InterruptedException {
        this.port = port;
        this.folder = folder;
        Path program = program();
        mails = Files.createTempDirectory(folder, "sink");
        Files.setPosixFilePermissions(mails, PosixFilePermissions.fromString("rwxrwxrwx"));
        List<String> words = new ArrayList<>(List.of(program.toString()));
        if (System.getProperty("user.name").equals("root")) {
            words.addAll(List.of("-u", "nobody"));
            for (Path above = mails.getParent();
                    !Files.getPosixFilePermissions(above).contains(PosixFilePermission.OTHERS_EXECUTE); above = above.getParent()) {
                Files.setPosixFilePermissions(above, PosixFilePermissions.fromString("rwxr-xr-x"));
            }
        }
        words.addAll(List.of("-d", mails.resolve("mail.").toString()));
        words.addAll(List.of(switches));
        words.addAll(List.of("127.0.0.1:" + port, "100"));
        ProcessBuilder builder = new ProcessBuilder(words).directory(mails.toFile()).redirectErrorStream(true)
                .redirectOutput(folder.resolve("smtp-sink.log").toFile());
        builder.environment().put("LD_LIBRARY_PATH", libraries());
        process = builder.start();
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            if (!process.isAlive()) {
                throw new IllegalStateException(words + ": " + Files.readString(folder.resolve("smtp-sink.log")));
            }
            try (Socket probe = new Socket(InetAddress.getByName("127.0.0.1"), port)) {
                return probe.isConnected();
            } catch (IOException e) {
                return false;
            }
        });
    }

    /** Postfix's own, and what else came with it because the machine lacks it. */
    static String libraries() throws IOException {
        List<String> folders = new ArrayList<>(List.of(UNPACKED.resolve("usr/lib/postfix").toString()));
        for (String above : List.of("usr/lib", "lib")) {
            if (Files.isDirectory(UNPACKED.resolve(above))) {
                try (Stream<Path> all = Files.list(UNPACKED.resolve(above))) {
                    all.filter(folder -> folder.toString().endsWith("-linux-gnu")).map(Path::toString).forEach(folders::add);
                }
            }
        }
        return String.join(":", folders);
    }

    public int port() {
        return port;
    }

    /** Where it works; other accounts may look into it if this one is root. */
    Path folder() {
        return folder;
    }

    /** The mails that came whole, as text, with smtp-sink's own lines before. */
    public List<String> mails() {
        try (Stream<Path> files = Files.list(mails)) {
            List<String> texts = new ArrayList<>();
            for (Path file : files.toList()) {
                String text = Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1);
                if (text.contains("Message-ID:")) {
                    texts.add(text);
                }
            }
            return texts;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path program() {
        Path unpacked = UNPACKED.resolve("usr/sbin/smtp-sink");
        return Files.isExecutable(INSTALLED) ? INSTALLED : Files.isExecutable(unpacked) ? unpacked
                : Absent.skip("no smtp-sink of Postfix: .ci/externals unpacks it");
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}
