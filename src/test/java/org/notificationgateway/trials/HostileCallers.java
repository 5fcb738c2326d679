// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.trials;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.notificationgateway.support.TestHome;

/** Two hundred callers at once who mean no good, and one who means well and must go on being answered. */
final class HostileCallers {
    /** What they do. */
    enum Kind { CHUNKED_FLOODS, UNKNOWN_MEMBERS, LARGE_DEAD_LETTERS, SLOW, ALL }

    private static final int CALLERS = 200;
    private static final int READERS = 12;
    private static final Duration PERIOD = Duration.ofSeconds(15);
    private static final byte[] CHUNK = ("10000\r\n" + " ".repeat(0x10000) + "\r\n").getBytes(ISO_8859_1);

    private final TestHome home;
    private final TrialClient client;
    private final Oracle oracle;
    private final String deadLetter;
    private final AtomicInteger numbers = new AtomicInteger();

    /** @param deadLetter id of a large one */
    HostileCallers(TestHome home, TrialClient client, Oracle oracle, String deadLetter) {
        this.home = home;
        this.client = client;
        this.oracle = oracle;
        this.deadLetter = deadLetter;
    }

    /**
     * How it went.
     *
     * @param answers to live requests, by status
     * @param slowest answer to one, in milliseconds
     */
    record Result(Kind kind, boolean alive, String end, TreeMap<Integer, Integer> answers, long slowest, Memory memory) {
        boolean isGood() {
            return alive && slowest < 20_000 && answers.containsKey(202) && !answers.containsKey(TrialClient.NO_ANSWER);
        }

        @Override
        public String toString() {
            return kind + ": " + end + ", live requests answered " + answers + ", the slowest after " + slowest + " ms; "
                    + memory;
        }
    }

    Result attack(TrialGateway gateway, Kind kind) throws Exception {
        List<Socket> sockets = new CopyOnWriteArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(CALLERS);
        TreeMap<Integer, Integer> answers = new TreeMap<>();
        long[] slowest = {0};
        Memory[] memory = {Memory.of(gateway)};
        long end = System.nanoTime() + PERIOD.toNanos();
        try (Work live = new Work(1)) {
            live.repeat(Duration.ofMillis(500), () -> {
                long start = System.nanoTime();
                answers.merge(client.post(oracle, new TrialMail("live-" + kind + "-" + numbers.incrementAndGet(), 1024)), 1,
                        Integer::sum);
                slowest[0] = Math.max(slowest[0], (System.nanoTime() - start) / 1_000_000);
                return this;
            });
            for (Caller caller : callers(kind)) {
                threads.execute(() -> repeat(caller, sockets, end));
            }
            await().atMost(PERIOD.plusSeconds(30)).pollInterval(Duration.ofMillis(200)).until(() -> {
                Memory now = Memory.of(gateway);
                memory[0] = now.mostResident() > 0 ? now : memory[0];
                return System.nanoTime() > end || !gateway.isAlive();
            });
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
            threads.shutdownNow();
            threads.awaitTermination(30, TimeUnit.SECONDS);
        }
        boolean alive = gateway.isAlive();
        String how = alive ? "goes on" : "ended with exit code " + gateway.exit();
        return new Result(kind, alive, how, answers, slowest[0], memory[0]);
    }

    private List<Caller> callers(Kind kind) {
        byte[] members = unknownMembers();
        Caller flood = new Caller(home.httpPort(), HostileCallers::flood);
        Caller unknown = new Caller(home.httpPort(), (socket, end) -> post(socket, members));
        Caller slowWriter = new Caller(home.httpPort(), HostileCallers::writeSlowly);
        Caller slowReader = new Caller(home.httpPort(), HostileCallers::neverRead);
        Caller operator = new Caller(home.managementPort(), (socket, end) -> {
            get(socket, "/dead/" + deadLetter);
            readAnswer(socket);
        });
        return switch (kind) {
            case CHUNKED_FLOODS -> Collections.nCopies(CALLERS, flood);
            case UNKNOWN_MEMBERS -> Collections.nCopies(CALLERS, unknown);
            case LARGE_DEAD_LETTERS -> Collections.nCopies(READERS, operator);
            case SLOW -> mixed(100, slowWriter, 100, slowReader);
            case ALL -> Stream.of(mixed(READERS, operator, 58, flood), mixed(70, unknown, 30, slowWriter),
                    Collections.nCopies(30, slowReader)).flatMap(List::stream).toList();
        };
    }

    private static List<Caller> mixed(int some, Caller one, int others, Caller other) {
        return Stream.concat(Collections.nCopies(some, one).stream(), Collections.nCopies(others, other).stream()).toList();
    }

    /** On one connection after the other until the time is up. */
    private void repeat(Caller caller, List<Socket> sockets, long end) {
        while (System.nanoTime() < end && !Thread.currentThread().isInterrupted()) {
            try (Socket socket = new Socket("127.0.0.1", caller.port())) {
                socket.setSoTimeout(30_000);
                sockets.add(socket);
                caller.deed().on(socket, end);
                sockets.remove(socket);
            } catch (IOException e) {
                return; // turned away: the next wave is another trial's
            }
        }
    }

    private static void flood(Socket socket, long end) throws IOException {
        socket.getOutputStream().write(head("Transfer-Encoding: chunked"));
        for (int chunks = 0; chunks < 380 && System.nanoTime() < end; chunks++) { // 24 MB
            socket.getOutputStream().write(CHUNK);
        }
        socket.getOutputStream().write("0\r\n\r\n".getBytes(ISO_8859_1));
        readAnswer(socket);
    }

    private static void post(Socket socket, byte[] body) throws IOException {
        socket.getOutputStream().write(head("Content-Length: " + body.length));
        socket.getOutputStream().write(body);
        readAnswer(socket);
    }

    private static void writeSlowly(Socket socket, long end) throws IOException {
        socket.getOutputStream().write(head("Content-Length: 900000"));
        while (System.nanoTime() < end) {
            socket.getOutputStream().write(' ');
            long next = System.nanoTime() + 1_000_000_000L;
            await().atMost(Duration.ofSeconds(5)).pollInterval(Duration.ofMillis(500)).until(() -> System.nanoTime() > next);
        }
    }

    private static void neverRead(Socket socket, long end) throws IOException {
        for (int i = 0; i < 50; i++) {
            get(socket, "/schema");
        }
        await().atMost(PERIOD.plusSeconds(20)).pollInterval(Duration.ofMillis(500)).until(() -> System.nanoTime() > end);
    }

    private static void get(Socket socket, String path) throws IOException {
        socket.getOutputStream().write(("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + socket.getPort() + "\r\n\r\n")
                .getBytes(ISO_8859_1));
    }

    private static byte[] head(String framing) {
        return ("POST /notifications HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n" + framing + "\r\n\r\n")
                .getBytes(ISO_8859_1);
    }

    /** Its first bytes: the rest is thrown away with the connection. */
    private static void readAnswer(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        in.readNBytes(12);
    }

    private static byte[] unknownMembers() {
        StringBuilder json = new StringBuilder(930_000).append('{');
        for (int i = 0; json.length() < 929_000; i++) {
            json.append(i == 0 ? "" : ",").append("\"").append(Integer.toString(i, 36)).append("\":1");
        }
        return json.append('}').toString().getBytes(ISO_8859_1);
    }

    /** What to do with one connection. */
    @FunctionalInterface
    private interface Deed {
        void on(Socket socket, long end) throws IOException;
    }

    private record Caller(int port, Deed deed) {
    }
}
