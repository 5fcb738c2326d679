// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.acceptance;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.notificationgateway.support.Effort;
import org.notificationgateway.support.TestGateway;
import org.notificationgateway.support.TestHome;

/** Fifty clients ask again and again what became of their mails while many others pass: each gets an answer, and a true one. */
class PollingIT {
    private static final int CLIENTS = 50;
    private static final int RATE = Effort.of(100, 1_000); // mails a second that are handed in
    private static final int WARM_UP = Effort.of(0, 30); // seconds in which a JVM compiles what it runs
    private static final int SECONDS = Effort.of(3, 30);
    private static final int ASKING_MILLIS = Effort.of(500, 1_000); // from one question of a client to its next
    private static final int AT_ONCE = 10; // mails of a request
    private static final int CALLERS = 8;
    private static final Set<String> STATES = Set.of("waiting", "handed-over");
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ConcurrentLinkedQueue<String> errors = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Long> times = new ConcurrentLinkedQueue<>(); // of answers, in nanoseconds
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger accepted = new AtomicInteger();
    private final Set<Integer> done = ConcurrentHashMap.newKeySet(); // numbers of mails that were seen at their end

    @Test
    void eachGetsATrueAnswer() throws Exception {
        Path pickup = Files.createDirectory(folder.resolve("mailroot"));
        TestHome home = new TestHome(Files.createDirectory(folder.resolve("home")))
                .server("{ \"FromAddress\": \"no-reply@contoso.com\", \"UseSpecifiedPickupDirectory\": true, \"PickupDirectory\": \"" + pickup + "\" }");
        long took;
        try (TestGateway gateway = TestGateway.start(home)) {
            post(home);
            long start = System.nanoTime();
            ScheduledExecutorService callers = Executors.newScheduledThreadPool(CALLERS);
            ScheduledExecutorService clients = Executors.newScheduledThreadPool(CLIENTS);
            for (int i = 0; i < CALLERS; i++) {
                long period = 1_000_000L * CALLERS * AT_ONCE / RATE;
                callers.scheduleAtFixedRate(() -> attempt(() -> post(home)), i * period / CALLERS, period, TimeUnit.MICROSECONDS);
            }
            for (int i = 0; i < CLIENTS; i++) {
                boolean operator = i % 5 == 0;
                clients.scheduleAtFixedRate(() -> attempt(() -> ask(home, operator)), (long) i * ASKING_MILLIS / CLIENTS, ASKING_MILLIS, TimeUnit.MILLISECONDS);
            }
            await().atMost(Duration.ofSeconds(WARM_UP + 10)).until(() -> System.nanoTime() - start >= WARM_UP * 1_000_000_000L);
            long warm = System.nanoTime();
            int acceptedCold = accepted.get();
            long deliveredCold = files(pickup);
            await().atMost(Duration.ofSeconds(SECONDS + 10)).until(() -> System.nanoTime() - warm > SECONDS * 1_000_000_000L);
            took = System.nanoTime() - warm;
            int acceptedWarm = accepted.get() - acceptedCold;
            long deliveredWarm = files(pickup) - deliveredCold;
            callers.shutdown();
            assertTrue(callers.awaitTermination(60, TimeUnit.SECONDS));
            await().atMost(Duration.ofSeconds(120)).until(() -> files(pickup) == accepted.get());
            clients.shutdown();
            assertTrue(clients.awaitTermination(60, TimeUnit.SECONDS));
            long[] sorted = times.stream().mapToLong(Long::longValue).sorted().toArray();
            System.out.printf(Locale.ROOT, "%d clients: %,d questions, half within %.1f ms, 99 of 100 within %.1f ms; meanwhile %,.0f mails/s accepted"
                            + " of %,d wanted, %,.0f delivered; errors %d%n",
                    CLIENTS, sorted.length, sorted[sorted.length / 2] / 1e6, sorted[sorted.length * 99 / 100] / 1e6,
                    acceptedWarm / (took / 1e9), RATE, deliveredWarm / (took / 1e9), errors.size());
            assertEquals(List.of(), errors.stream().limit(5).toList());
            assertTrue(sorted.length > CLIENTS, "all have asked");
            await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertEquals(0,
                    JSON.readTree(get(home.managementPort(), "/mails?state=waiting")).path("mails").size()));
        }
    }

    /** What may not fail. */
    private interface Step {
        void run() throws Exception;
    }

    private void attempt(Step step) {
        try {
            step.run();
        } catch (Exception | AssertionError e) {
            errors.add(e.toString());
        }
    }

    private void post(TestHome home) throws Exception {
        int from = next.getAndAdd(AT_ONCE);
        String mails = IntStream.range(from, from + AT_ONCE).mapToObj(i -> "{\"id\": \"" + i + "\", \"to\": \"user" + i % 200
                + "@example.com\", \"subject\": \"s\", \"text\": \"t\"}").collect(Collectors.joining(", ", "[", "]"));
        HttpResponse<String> answer = client.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + home.httpPort() + "/notifications"))
                .header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(mails)).build(), HttpResponse.BodyHandlers.ofString());
        assertEquals(202, answer.statusCode(), answer.body());
        accepted.addAndGet(AT_ONCE);
    }

    private void ask(TestHome home, boolean operator) throws Exception {
        if (operator) {
            JsonNode mails = JSON.readTree(timed(home.managementPort(), "/mails?limit=20")).path("mails");
            assertTrue(mails.size() > 0);
            mails.forEach(mail -> assertTrue(STATES.contains(mail.path("state").asText()), mail.toString()));
            return;
        }
        int number = ThreadLocalRandom.current().nextInt(Math.max(1, accepted.get() - CALLERS * AT_ONCE));
        boolean before = done.contains(number);
        JsonNode mail = JSON.readTree(timed(home.httpPort(), "/notifications/server/" + number));
        String state = mail.path("state").asText();
        assertTrue(mail.path("id").asText().equals(String.valueOf(number)) && STATES.contains(state), mail.toString());
        assertTrue(!before || state.equals("handed-over"), "what has ended does not wait again: " + mail);
        if (state.equals("handed-over")) {
            done.add(number);
        }
    }

    private String timed(int port, String path) throws Exception {
        long start = System.nanoTime();
        String answer = get(port, path);
        times.add(System.nanoTime() - start);
        return answer;
    }

    private String get(int port, String path) throws Exception {
        HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(), HttpResponse.BodyHandlers.ofString());
        assertEquals(200, answer.statusCode(), path + " " + answer.body());
        return answer.body();
    }

    private static int files(Path pickup) throws Exception {
        try (Stream<Path> all = Files.list(pickup)) {
            return (int) all.filter(file -> file.toString().endsWith(".eml")).count();
        }
    }
}
