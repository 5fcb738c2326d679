// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.notificationgateway.acceptance.badinput.BadInput;
import org.notificationgateway.acceptance.badinput.BadInputs;
import org.notificationgateway.acceptance.badinput.Door;
import org.notificationgateway.acceptance.badinput.DoorLog;
import org.notificationgateway.acceptance.badinput.Expected;
import org.notificationgateway.acceptance.badinput.Mails;
import org.notificationgateway.acceptance.badinput.Reply;
import org.notificationgateway.acceptance.badinput.RoundTrip;
import org.notificationgateway.acceptance.badinput.ThreeDoors;
import org.notificationgateway.support.Jms;
import org.notificationgateway.support.TestGateway;
import org.notificationgateway.support.TestHome;

/**
 * Whatever comes, each door gives the same answer, and only what is accepted becomes mail: bad inputs B01 to B93 of the
 * catalogue, sent through file, HTTP and JMS to one gateway. {@code target/bad-input.txt} has a line for each.
 *
 * <p>Covered elsewhere, because only one door can meet them: B29 and B73 to B79 (HTTP), B80 to B84 (files), B85 to B90
 * (JMS). B94 to B96 wait for templates.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadInputIT {
    private static final Path REPORT = TestHome.PROJECT.resolve("target/bad-input.txt");
    private static final JsonMapper JSON = new JsonMapper();
    private static final Set<Integer> OF_ONE_DOOR =
            IntStream.of(29, 73, 74, 75, 76, 77, 78, 79, 80, 81, 82, 83, 84, 85, 86, 87, 88, 89, 90)
                    .boxed()
                    .collect(Collectors.toSet());
    private static final int LARGE = 1_000_000;
    private static final int LONGEST_LINE = 20_000;
    private static final Duration LONGEST = Duration.ofSeconds(1);
    private static final Duration LONGEST_OF_LARGE = Duration.ofSeconds(10);

    @TempDir
    private static Path folder;

    private final List<BadInput> inputs = BadInputs.all();
    private final Map<Door, Map<String, Reply>> replies = new EnumMap<>(Door.class);
    private final Map<String, Duration> times = new HashMap<>();
    private final Map<String, List<String>> lines = new HashMap<>();
    private final Map<Door, int[]> counts = new EnumMap<>(Door.class);
    private final Map<String, String> report = new LinkedHashMap<>();

    private TestGateway gateway;
    private Mails mails;

    @BeforeAll
    void sendAll() throws Exception {
        for (Door door : Door.values()) {
            replies.put(door, new HashMap<>());
            counts.put(door, new int[2]);
        }
        TestHome home = new TestHome(folder).server("""
                { "FromAddress": "no-reply@contoso.com", "Host": "data/pickup", "MaxRecipients": 100 }""");
        gateway = TestGateway.start(home);
        mails = new Mails(home);
        ThreeDoors doors = new ThreeDoors(home, gateway);
        assertEquals(202, gateway.post(BadInputs.FIRST).statusCode());
        sendMessages(doors);
        for (BadInput input : of(Door.FILE)) {
            doors.drop(input.key(), input.body(Door.FILE));
        }
        doors.awaitFiles(of(Door.FILE).size());
        for (BadInput input : of(Door.FILE)) {
            replies.get(Door.FILE).put(input.key(), doors.file(input.key()));
        }
        post(doors);
        await().atMost(Duration.ofSeconds(20)).until(() -> jms().browse("notification.outbox.server").isEmpty());
        mails.look();
    }

    /** One after the other, to see what each costs. */
    private void post(ThreeDoors doors) throws Exception {
        try (DoorLog log = new DoorLog()) {
            for (BadInput input : of(Door.HTTP)) {
                byte[] body = input.body(Door.HTTP);
                long start = System.nanoTime();
                replies.get(Door.HTTP).put(input.key(), doors.http(body));
                times.put(input.key(), Duration.ofNanos(System.nanoTime() - start));
                lines.put(input.key(), log.take());
            }
            for (BadInput input : costly()) {
                times.put(input.key(), fastest(doors, input));
            }
        }
    }

    /** Of a few times, because other work on the machine is not what is measured. */
    private static Duration fastest(ThreeDoors doors, BadInput input) throws Exception {
        byte[] body = input.body(Door.HTTP);
        Duration fastest = LONGEST_OF_LARGE;
        for (int i = 0; i < 3; i++) {
            long start = System.nanoTime();
            doors.http(body);
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            fastest = took.compareTo(fastest) < 0 ? took : fastest;
        }
        return fastest;
    }

    /** Large ones singly: the broker is in this process, and holds each several times. */
    private void sendMessages(ThreeDoors doors) throws Exception {
        Map<String, Reply> refusals = replies.get(Door.JMS);
        int expected = 0;
        try (JMSContext context = doors.jms()) {
            for (BadInput input : of(Door.JMS)) {
                byte[] body = input.body(Door.JMS);
                if (body.length > LARGE) {
                    refusals.putAll(doors.takeRefusals(expected - refusals.size()));
                }
                doors.queue(context, input.key(), body);
                expected += input.expected().isRefusal() ? 1 : 0;
                if (body.length > LARGE) {
                    refusals.putAll(doors.takeRefusals(expected - refusals.size()));
                }
            }
        }
        refusals.putAll(doors.takeRefusals(expected - refusals.size()));
        await().atMost(Duration.ofSeconds(20)).until(() -> jms().browse("notification.requests").isEmpty());
    }

    @AfterAll
    void tell() throws IOException {
        gateway.close();
        String line = counts.entrySet().stream()
                .map(count -> count.getKey() + " " + count.getValue()[0] + "/" + count.getValue()[1])
                .collect(Collectors.joining(", ", "bad input: ", ""));
        List<String> lines = new ArrayList<>(report.values());
        lines.add(line);
        Files.write(REPORT, lines);
        System.out.println(line);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("inputs")
    void isAnsweredAlikeThroughEveryDoor(BadInput input) throws Exception {
        Map<Door, List<String>> faults = new EnumMap<>(Door.class);
        for (Door door : input.doors()) {
            faults.put(door, faults(input, door));
            counts.get(door)[0] += faults.get(door).isEmpty() ? 1 : 0;
            counts.get(door)[1]++;
        }
        boolean fine = faults.values().stream().allMatch(List::isEmpty);
        report.put(input.key(), (fine ? "passed " : "FAILED ") + input + " " + (fine ? input.doors() : faults)
                + " " + times.getOrDefault(input.key(), Duration.ZERO).toMillis() + " ms");
        assertTrue(fine, faults::toString);
    }

    List<BadInput> inputs() {
        return inputs;
    }

    @Test
    void nothingElseIsQueuedOrDelivered() throws Exception {
        Set<String> expected = new HashSet<>(Set.of(Mails.messageId(JSON.readTree(BadInputs.FIRST))));
        for (BadInput input : inputs) {
            for (Door door : input.expected().isMail() ? input.doors() : Set.<Door>of()) {
                expected.add(Mails.messageId(request(input, door)));
            }
        }
        await().until(() -> mails.look() >= expected.size());
        Set<String> more = new TreeSet<>(mails.messageIds());
        more.removeAll(expected);
        assertEquals(Set.of(), more, "mails that nobody asked for");
        assertEquals(expected.size(), mails.look(), "one mail for each that was accepted");
        for (String queue : List.of("notification.outbox.server", "notification.outbox.agent", "notification.dead",
                "notification.refused", "notification.requests")) {
            assertEquals(0, jms().browse(queue).size(), queue);
        }
        long expired = inputs.stream()
                .filter(input -> input.expected().equals(Expected.EXPIRED))
                .mapToInt(input -> input.doors().size())
                .sum();
        assertEquals(expired, jms().entries("notification.expired").size(), "requests that came too late");
    }

    @Test
    void ofEveryNumberThereIsOne() {
        Set<Integer> sent = inputs.stream().map(input -> Integer.valueOf(input.number().substring(1))).collect(Collectors.toSet());
        sent.addAll(OF_ONE_DOOR);
        assertEquals(IntStream.rangeClosed(1, 93).boxed().collect(Collectors.toSet()), sent);
    }

    @Test
    void eachRefusalIsOneLineOfTheLog() { // B50
        for (BadInput input : of(Door.HTTP)) {
            List<String> logged = lines.get(input.key());
            int length = logged.stream().mapToInt(String::length).sum();
            assertEquals(input.expected().isRefusal() ? 1 : 0, logged.size(), input::toString);
            assertTrue(length <= LONGEST_LINE, () -> input + " logs " + length + " characters");
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("costly")
    void costsLittleTime(BadInput input) { // B25, B30, B50
        assertTrue(times.get(input.key()).compareTo(LONGEST) <= 0, times.get(input.key())::toString);
    }

    @Test
    void nothingTakesLong() { // B26 to B28, B33
        times.forEach((key, time) -> assertTrue(time.compareTo(LONGEST_OF_LARGE) <= 0, () -> key + " took " + time));
    }

    List<BadInput> costly() {
        return inputs.stream().filter(input -> Set.of("B25", "B30", "B50").contains(input.number())).toList();
    }

    private List<String> faults(BadInput input, Door door) throws Exception {
        if (input.expected().isRefusal()) {
            return refusalFaults(input, door, replies.get(door).get(input.key()));
        }
        List<String> faults = new ArrayList<>();
        Reply reply = replies.get(door).get(input.key());
        boolean answered = door == Door.JMS ? reply == null : reply != null && reply.status() == 202;
        if (!answered) {
            faults.add("answered " + reply);
        }
        JsonNode request = request(input, door);
        String id = Mails.messageId(request);
        List<Path> files = input.expected().isMail() ? mails.expected(id) : mails.of(id);
        int expected = input.expected().isMail() ? 1 : 0;
        if (files.size() != expected) {
            faults.add(files.size() + " mails, expected " + expected);
        }
        for (Path file : files) {
            faults.addAll(RoundTrip.differences(request, Files.readAllBytes(file)));
        }
        return faults;
    }

    /** As expected, and in the words of the first door. */
    private List<String> refusalFaults(BadInput input, Door door, Reply reply) {
        if (reply == null || reply.problem() == null) {
            return List.of("answered " + reply);
        }
        List<String> faults = new ArrayList<>();
        if (reply.status() != input.expected().status() || !reply.faults().equals(input.expected().faults())) {
            faults.add("answered " + reply);
        }
        Reply other = replies.get(input.doors().iterator().next()).get(input.key());
        if (other != null && !reply.problem().equals(other.problem())) {
            faults.add("other words than the first door: " + reply.problem() + " / " + other.problem());
        }
        return faults;
    }

    private JsonNode request(BadInput input, Door door) throws IOException {
        String text = new String(input.body(door), UTF_8);
        return JSON.readTree(text.startsWith("\uFEFF") ? text.substring(1) : text);
    }

    private Collection<BadInput> of(Door... doors) {
        return inputs.stream().filter(input -> List.of(doors).stream().anyMatch(input.doors()::contains)).toList();
    }

    private Jms jms() {
        return new Jms(gateway.bean("connectionFactory", ConnectionFactory.class));
    }
}
