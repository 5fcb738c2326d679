// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.acceptance;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.notificationgateway.outbox.Queues;
import org.notificationgateway.support.Effort;
import org.notificationgateway.support.FaultySmtpServer;
import org.notificationgateway.support.Jms;
import org.notificationgateway.support.PackagedGateway;
import org.notificationgateway.support.TestGateway;
import org.notificationgateway.support.TestHome;

/**
 * What was accepted is delivered though another program takes the last byte of the disk. The packaged program has its data
 * folder on a small file system of its own, which any account may mount in a namespace of its own, and is started again
 * when it fails, as systemd does.
 */
class FullDiskIT {
    private static final int MANY = Effort.of(100, 1_000);
    private static final int WAITING = Effort.of(20, 100);
    private static final int INODES = Effort.of(500, 1_000);
    private static final Duration LONG = Duration.ofSeconds(120);
    /**
     * Starts the program again; what ends the shell ends it, too. In its first life no file grows beyond 6 MB: enough for the
     * journal, and too little for what comes.
     */
    private static final String SUPERVISED = """
            %s
            trap 'kill $pid; wait $pid; exit 143' TERM
            ulimit -S -f 12288
            while :; do
                "$@" & pid=$!
                ulimit -S -f unlimited
                wait $pid; code=$?
                echo "ended with $code"
                case $code in 0 | 143) exit $code ;; esac
            done
            """;

    @TempDir
    private Path folder;

    private final int jmsPort = TestHome.freePort();
    private FaultySmtpServer server;
    private TestHome home;
    private PackagedGateway gateway;

    @BeforeEach
    void prepare() throws IOException {
        server = new FaultySmtpServer().on("MAIL", "451 4.3.0 come again");
        home = new TestHome(folder)
                .set("intake.max-disk-usage", "90")
                .set("delivery.retry-delays", Effort.of(1, 2) + "s")
                .set("gateway.broker.acceptor", "tcp://127.0.0.1:" + jmsPort)
                .set("gateway.broker.username", "app")
                .set("gateway.broker.password", "s3cret")
                .server("""
                        { "FromAddress": "no-reply@contoso.com", "Host": "127.0.0.1", "Port": %d,
                          "SecureSocketOption": "None" }""".formatted(server.port()));
        Files.createDirectories(home.path("data"));
    }

    @AfterEach
    void stop() throws Exception {
        if (gateway != null) {
            gateway.close();
        }
        server.close();
    }

    private void start(String before) throws IOException {
        String script = SUPERVISED.formatted(before);
        gateway = PackagedGateway.start(
                List.of("unshare", "-Urm", "sh", "-c", script, "gateway", PackagedGateway.DISTRIBUTION.resolve("bin/gateway")
                        .toString()),
                home, "-Xmx256m");
    }

    private String disk(String options) {
        return "mount -t tmpfs -o " + options + " tmpfs '" + home.path("data") + "' || exit 1";
    }

    /** The data folder as the program sees it. */
    private Path data() {
        return Path.of("/proc/" + gateway.pid() + "/root" + home.path("data").toAbsolutePath());
    }

    /** Takes what is left, as another program does. */
    private void fill() throws IOException {
        byte[] block = new byte[65_536];
        try (OutputStream filler = Files.newOutputStream(data().resolve("filler"))) {
            while (true) {
                filler.write(block);
            }
        } catch (IOException full) {
            assertTrue(Files.size(data().resolve("filler")) > 0, full.getMessage());
        }
    }

    private int post(int id) {
        String json = "{\"id\": \"id-%d\", \"to\": \"ann@example.com\", \"subject\": \"s\", \"text\": \"%s\"}"
                .formatted(id, "x".repeat(2_000));
        return TestGateway.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + home.httpPort() + "/notifications"))
                .header("Content-Type", "application/json").POST(BodyPublishers.ofString(json)).build()).statusCode();
    }

    private int ready() {
        return TestGateway.send(HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + home.managementPort() + "/observe/health/ready")).build()).statusCode();
    }

    private void awaitMails(int count) {
        await().atMost(LONG).until(() -> new HashSet<>(server.receivedIds()).size() == count);
    }

    private ActiveMQConnectionFactory client() {
        return new ActiveMQConnectionFactory("tcp://127.0.0.1:" + jmsPort, "app", "s3cret");
    }

    @Test
    @DisplayName("a broker that stops itself ends the process with 74, and the next one delivers; deferred mail settles on a full disk, and nothing more is accepted until there is room; full of inodes is full;"
            + " killed and started on a full disk it is not ready, and delivers")
    void aFullDiskTakesNothingAndGivesAll() throws Exception {
        start(disk("size=160m,nr_inodes=" + INODES));
        assertEquals(202, post(0));
        endsWith74();
        fullOfInodesIsFull(1);
        for (int id = 2; id < MANY; id++) {
            assertEquals(202, post(id));
        }
        await().atMost(LONG).until(() -> server.count("MAIL") >= MANY);
        await().atMost(LONG).until(() -> Files.exists(data().resolve("reserve")));
        fill();
        await().atMost(LONG).ignoreExceptions().until(() -> ready() == 503); // the broker may have ended the program first
        await().atMost(LONG).ignoreExceptions().until(() -> post(MANY) == 503); // 404 while it starts again
        try (ActiveMQConnectionFactory client = client()) {
            assertThrows(RuntimeException.class, () -> new Jms(client).sendText(Queues.REQUESTS, "{}"));
        }
        server.heal();
        awaitMails(MANY);
        Files.delete(data().resolve("filler"));
        await().atMost(LONG).ignoreExceptions().until(() -> post(MANY) == 202);
        awaitMails(MANY + 1);
        killedAndStartedOnAFullDisk(MANY + 1);
    }

    private void endsWith74() throws IOException {
        try (ActiveMQConnectionFactory client = client()) {
            assertThrows(RuntimeException.class, () -> new Jms(client).sendText(Queues.REQUESTS, "x".repeat(5_000_000)));
        }
        await().atMost(Duration.ofSeconds(15)).until(() -> gateway.output().contains("ended with 74"));
        assertTrue(gateway.output().contains("The embedded broker has stopped itself (File too large"), gateway.output());
        await().atMost(LONG).ignoreExceptions().until(() -> ready() == 200);
    }

    private void fullOfInodesIsFull(int next) throws IOException {
        Path many = Files.createDirectory(data().resolve("many"));
        for (int i = 0; i < INODES * 9 / 10; i++) { // beside those that are there
            Files.createFile(many.resolve("file-" + i));
        }
        await().atMost(Duration.ofSeconds(10)).until(() -> ready() == 503);
        assertEquals(503, post(next));
        for (int i = 0; i < INODES * 9 / 10; i++) {
            Files.delete(many.resolve("file-" + i));
        }
        await().atMost(LONG).until(() -> post(next) == 202);
    }

    private void killedAndStartedOnAFullDisk(int next) throws Exception {
        server.on("MAIL", "451 4.3.0 come again");
        for (int id = next; id < next + WAITING; id++) {
            assertEquals(202, post(id));
        }
        fill();
        for (ProcessHandle program : ProcessHandle.of(gateway.pid()).orElseThrow().children().toList()) {
            assertTrue(program.destroyForcibly());
        }
        await().atMost(LONG).until(() -> gateway.output().contains("ended with 137"));
        await().atMost(LONG).ignoreExceptions().until(() -> ready() == 503 && post(next + WAITING) == 503);
        server.heal();
        awaitMails(next + WAITING);
        assertEquals(503, ready());
    }
}
