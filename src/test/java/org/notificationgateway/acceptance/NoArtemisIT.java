// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.acceptance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.notificationgateway.outbox.BrokerAccess;
import org.notificationgateway.outbox.BrokerCheck;
import org.notificationgateway.settings.Fault;
import org.notificationgateway.support.ClassicBroker;
import org.notificationgateway.support.Commands;
import org.notificationgateway.support.LogRecorder;
import org.notificationgateway.support.ScriptedSmtpServer;
import org.notificationgateway.support.TestGateway;
import org.notificationgateway.support.TestHome;

/** {@code gateway.broker.url} at something that is no Artemis: one line says what is there, soon. */
class NoArtemisIT {
    private static final Duration SOON = Duration.ofSeconds(25);

    private static ServerSocket silent;
    private static LogRecorder log;
    private static CompletableFuture<Long> silentLook;

    @TempDir
    private Path folder;

    private TestHome home;

    @BeforeEach
    void makeHome() {
        home = new TestHome(folder.resolve("home"));
    }

    /** It takes ten seconds: begins with the first test and is judged by its own. */
    @BeforeAll
    static void lookAtASilentPort() throws IOException {
        silent = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        log = new LogRecorder(BrokerCheck.class.getName());
        long start = System.nanoTime();
        silentLook = CompletableFuture.supplyAsync(() -> {
            assertEquals("", look(silent.getLocalPort()));
            return Duration.ofNanos(System.nanoTime() - start).toMillis();
        });
    }

    @AfterAll
    static void closeTheSilentPort() throws Exception {
        log.close();
        silent.close();
    }

    private interface Server {
        /** Starts on a port and says how it is stopped. */
        AutoCloseable on(int port, Path folder) throws Exception;
    }

    /** What is there, and the words for it. */
    private enum Other {
        HTTP_SERVER("an HTTP server", (port, folder) -> {
            HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
            ExecutorService threads = Executors.newCachedThreadPool();
            server.setExecutor(threads);
            server.start();
            return () -> {
                server.stop(0);
                threads.shutdownNow();
            };
        }),
        CLASSIC("ActiveMQ Classic, or a broker that speaks its OpenWire", (port, folder) -> {
            ClassicBroker broker = new ClassicBroker(folder, port);
            await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(() -> {
                try (Socket probe = new Socket("127.0.0.1", port)) {
                    return probe.getInputStream().read() >= 0;
                }
            });
            return broker;
        }),
        FTP_SERVER("a server that greets with \"220 ready to serve\"", (port, folder) -> saying(port, "220 ready to serve\r\n", true)),
        AMQP_BROKER("a broker that speaks AMQP", (port, folder) -> saying(port, "AMQP\0\0\11\1", false)),
        LINES("a server that answers \"-ERR unknown command\"", (port, folder) -> saying(port, "-ERR unknown command\r\n", false)),
        TLS_SERVER("a server that speaks TLS, which sslEnabled=true in the URL is for",
                (port, folder) -> saying(port, "\u0015\u0003\u0001\0\u0002\u0002\n", false));

        private final String words;
        private final Server server;

        Other(String words, Server server) {
            this.words = words;
            this.server = server;
        }
    }

    /** A server that says one thing to everybody, at once or once something has come. */
    private static AutoCloseable saying(int port, String words, boolean atOnce) throws Exception {
        ServerSocket listener = new ServerSocket(port, 50, InetAddress.getByName("127.0.0.1"));
        next(listener, words.getBytes(ISO_8859_1), atOnce);
        return listener;
    }

    /** Serves one caller, and starts the thread that waits for the next. */
    private static void next(ServerSocket listener, byte[] words, boolean atOnce) {
        Thread thread = new Thread(() -> {
            try (Socket socket = listener.accept()) {
                next(listener, words, atOnce);
                if (atOnce || socket.getInputStream().read() >= 0) {
                    socket.getOutputStream().write(words);
                }
                while (socket.getInputStream().read() >= 0) {
                    // it listens on, and says no more
                }
            } catch (IOException e) {
                // the caller is gone, or the listener
            }
        }, "saying");
        thread.setDaemon(true);
        thread.start();
    }

    /** All at a time, since each needs a while to show that it is no Artemis. */
    @Test
    void eachIsNamed() throws Exception {
        Map<Other, String> expected = new TreeMap<>();
        Map<Other, Future<String>> seen = new TreeMap<>();
        List<AutoCloseable> servers = new ArrayList<>();
        ExecutorService looks = Executors.newCachedThreadPool();
        try {
            for (Other other : Other.values()) {
                int port = TestHome.freePort();
                servers.add(other.server.on(port, folder));
                expected.put(other, line(port, other.words));
                seen.put(other, looks.submit(() -> look(port)));
            }
            for (Other other : Other.values()) {
                assertEquals(expected.get(other), seen.get(other).get(SOON.toSeconds(), TimeUnit.SECONDS));
                System.out.println("no Artemis: " + other + ": " + seen.get(other).get());
            }
        } finally {
            looks.shutdownNow();
            for (AutoCloseable server : servers) {
                server.close();
            }
        }
    }

    private static String look(int port) {
        return new BrokerCheck(new BrokerAccess("tcp://127.0.0.1:" + port, "", ""), 1).prepare(List.of("server")).stream()
                .map(Fault::toString).collect(Collectors.joining("\n"));
    }

    private static String line(int port, String words) {
        return "gateway.broker.url names 127.0.0.1:" + port + ", where there is " + words
                + ": expected an acceptor of Apache ActiveMQ Artemis that speaks its core protocol (config/application.properties, or the environment)";
    }

    @Test
    void stopsTheStart() throws Exception {
        int port = TestHome.freePort();
        broker("tcp://127.0.0.1:" + port);
        try (AutoCloseable server = Other.HTTP_SERVER.server.on(port, folder)) {
            long start = System.nanoTime();
            Commands.Run run = Commands.execute("run", folder.resolve("home"));
            long millis = Duration.ofNanos(System.nanoTime() - start).toMillis();
            assertEquals("gateway: " + line(port, Other.HTTP_SERVER.words) + "\n", run.err());
            assertEquals(1, run.exit());
            assertTrue(millis < SOON.toMillis(), millis + " ms");
            System.out.println("no Artemis: run ends after " + millis + " ms: " + run.err().strip());
        }
    }

    @Test
    void connectSaysTheSame() throws Exception {
        try (ScriptedSmtpServer smtp = new ScriptedSmtpServer()) {
            broker("tcp://127.0.0.1:" + smtp.port() + "?trustStorePassword=s3cret-word");
            Commands.Run run = Commands.in(folder.resolve("home"), "check", "--connect");
            assertEquals("gateway: " + line(smtp.port(), "a server that greets with \"220 scripted.test\"") + "\n", run.err());
            assertEquals(1, run.exit());
        }
        broker("tcp://127.0.0.1:" + TestHome.freePort() + "?trustStorePassword=s3cret-word");
        Commands.Run run = Commands.in(folder.resolve("home"), "check", "--connect");
        assertEquals(1, run.exit());
        assertEquals(1, run.err().lines().count(), run.err());
        assertTrue(run.err().startsWith("gateway: gateway.broker.url is tcp://127.0.0.1:"), run.err());
        assertTrue(run.err().contains(": ConnectException: Connection refused)"), run.err());
        assertFalse(run.all().contains("s3cret-word"), run.all());
    }

    /** An Artemis that is down: the gateway is up, says so once, and accepts nothing. */
    @Test
    void whereNobodyListensTheStartSaysSoAndWaits() throws Exception {
        String address = "127.0.0.1:" + TestHome.freePort();
        home.set("gateway.broker.url", "tcp://" + address);
        try (TestGateway gateway = TestGateway.start(home)) {
            assertEquals(List.of(away(address, address + ": ConnectException: Connection refused")), linesAbout(address));
            assertEquals(503, gateway.manage("/observe/health/ready").statusCode());
        }
    }

    /** One that hangs is no fault either. */
    @Test
    void whereNobodySpeaksTheLookEndsAndSaysSo() throws Exception {
        String address = "127.0.0.1:" + silent.getLocalPort();
        long millis = silentLook.get(SOON.toSeconds(), TimeUnit.SECONDS);
        assertTrue(millis < SOON.toMillis(), millis + " ms");
        List<String> said = linesAbout(address);
        assertEquals(1, said.size(), said.toString());
        assertTrue(said.get(0).startsWith(away(address, "").substring(0, away(address, "").indexOf(')'))), said.toString());
        System.out.println("no Artemis: silent port in " + millis + " ms: " + said.get(0));
    }

    /** Another look goes on at the same time. */
    private static List<String> linesAbout(String address) {
        return log.lines().stream().filter(line -> line.contains(address + ",")).toList();
    }

    private static String away(String address, String why) {
        return "WARN " + BrokerCheck.class.getName() + " gateway.broker.url is tcp://" + address + ", which cannot be reached yet (" + why
                + "): expected a running Artemis; nothing is accepted until it answers (config/application.properties, or the environment)";
    }

    private void broker(String url) {
        home.write("config/application.properties", "camel.server.port = " + home.httpPort() + "\ncamel.management.port = "
                + home.managementPort() + "\ngateway.broker.url = " + url + "\n");
    }
}
