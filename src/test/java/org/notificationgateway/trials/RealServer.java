// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.trials;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.notificationgateway.support.TestHome;

/**
 * A mail server from a Debian package on loopback, which keeps each recipient's copy as a file. It sees a machine of its
 * own: its folder is {@code /mnt}, the package's files are unpacked and not installed, its accounts stand in a copy of
 * {@code /etc/passwd}. Nothing of that is seen outside, and all of it ends with the process.
 */
final class RealServer implements AutoCloseable {
    private static final Pattern HEADER = Pattern.compile("(?im)^(Delivered-To|Envelope-to|Message-ID): *(.*?) *$");
    private static final String MACHINE = """
            set -e
            mount --make-rprivate /
            mount --bind "$1" /mnt
            cd /mnt
            mkdir -p etc spool mail/new lib run data packages
            mount --bind "$2" packages
            cp /etc/passwd /etc/group etc/
            id=30000
            for name in postfix postdrop Debian-exim opensmtpd opensmtpq; do
              id=$((id + 1))
              grep -q "^$name:" etc/group || echo "$name:x:$id:" >> etc/group
              grep -q "^$name:" etc/passwd || echo "$name:x:$id:$id::/mnt:/usr/sbin/nologin" >> etc/passwd
            done
            mount --bind etc/passwd /etc/passwd
            mount --bind etc/group /etc/group
            ldconfig -C etc/ld.so.cache /mnt/packages/usr/lib/*-linux-gnu /mnt/packages/usr/lib/postfix 2> /dev/null
            mount --bind etc/ld.so.cache /etc/ld.so.cache
            chmod 755 /mnt etc spool mail lib run data packages
            chown nobody mail mail/new
            """;

    private final Path folder;
    private final int port;
    private final Process process;

    /** A copy that a recipient got, with the moment it was there. */
    record Copy(String messageId, String recipient, Instant at) {
    }

    /**
     * Starts it and returns when it listens.
     *
     * @param packages the folder with its unpacked package
     * @param script what is done in its machine, the last thing being the server in the foreground; PORT stands for the port
     */
    RealServer(Path folder, Path packages, String script) throws IOException {
        this.folder = Files.createDirectories(folder).toRealPath();
        port = TestHome.freePort();
        Path start = Files.writeString(folder.resolve("start.sh"), MACHINE + script.replace("PORT", String.valueOf(port)));
        process = new ProcessBuilder("unshare", "--mount", "--pid", "--mount-proc", "--fork", "--kill-child",
                "sh", start.toString(), this.folder.toString(), packages.toString())
                .redirectErrorStream(true).redirectOutput(folder.resolve("output.log").toFile()).start();
        await().atMost(Duration.ofSeconds(90)).pollInterval(Duration.ofMillis(200)).until(this::isListening);
    }

    private boolean isListening() throws IOException {
        if (!process.isAlive()) {
            throw new IllegalStateException("the server has ended: " + output());
        }
        try (Socket probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return probe.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /** What it has to say: the end of all its logs. */
    String output() throws IOException {
        StringBuilder output = new StringBuilder();
        try (Stream<Path> logs = Files.walk(folder, 3)) {
            for (Path log : logs.filter(file -> file.toString().endsWith("log") && Files.isRegularFile(file)).toList()) {
                String text = Files.readString(log, StandardCharsets.ISO_8859_1);
                output.append(log.getFileName()).append(":\n").append(text.substring(Math.max(0, text.length() - 4000)));
            }
        }
        return output.toString();
    }

    String settings() {
        return "{ \"FromAddress\": \"no-reply@contoso.com\", \"Host\": \"127.0.0.1\", \"Port\": " + port
                + ", \"SecureSocketOption\": \"None\", \"MaxRecipients\": 100 }";
    }

    /** How many copies there are. */
    int size() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("mail/new"))) {
            return (int) files.count();
        }
    }

    List<Copy> copies() throws IOException {
        List<Copy> copies = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder.resolve("mail/new"))) {
            for (Path file : files.toList()) {
                String text = Files.readString(file, StandardCharsets.ISO_8859_1).replace("\r", "");
                String head = text.substring(0, Math.max(0, text.indexOf("\n\n")));
                String id = "";
                String recipient = "";
                for (Matcher header = HEADER.matcher(head); header.find();) {
                    switch (header.group(1).toLowerCase()) {
                        case "message-id" -> id = header.group(2);
                        default -> recipient = header.group(2);
                    }
                }
                copies.add(new Copy(id, recipient, Files.getLastModifiedTime(file).toInstant()));
            }
        }
        return copies;
    }

    /** Ends it and all that it has started: they are a family of processes of their own. */
    @Override
    public void close() throws InterruptedException {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
    }
}
