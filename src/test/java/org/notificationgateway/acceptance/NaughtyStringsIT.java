// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.notificationgateway.acceptance.badinput.Door;
import org.notificationgateway.acceptance.badinput.Mails;
import org.notificationgateway.acceptance.badinput.Reply;
import org.notificationgateway.acceptance.badinput.RoundTrip;
import org.notificationgateway.acceptance.badinput.ThreeDoors;
import org.notificationgateway.support.Effort;
import org.notificationgateway.support.Jms;
import org.notificationgateway.support.TestGateway;
import org.notificationgateway.support.TestHome;

/**
 * Strings that often break programs, each in five places of a mail and through each door: refused with a reason and the
 * place, or one mail that has exactly that string. Never two mails, never another string. A blank display name is none.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NaughtyStringsIT {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Path CORPUS = TestHome.PROJECT.resolve("src/test/resources/corpora/blns.json");

    private enum Place {
        SUBJECT("/subject"), NAME("/to(/name)?"), TEXT("/text"), HTML("/html"), ATTACHMENT("/attachments/0/name");

        private final String pointer;

        Place(String pointer) {
            this.pointer = pointer;
        }
    }

    /** One string in one place, through one door. */
    private record Sent(Door door, Place place, ObjectNode request) {
        String key() {
            return request.path("id").asText();
        }

        byte[] body() {
            return request.toString().getBytes(UTF_8);
        }
    }

    @TempDir
    private static Path folder;

    private final List<Sent> all = new ArrayList<>();
    private final Map<String, Reply> replies = new HashMap<>();

    private TestGateway gateway;
    private Mails mails;

    @BeforeAll
    void sendAll() throws Exception {
        List<String> strings = new ArrayList<>();
        JSON.readTree(Files.readAllBytes(CORPUS)).forEach(string -> strings.add(string.textValue()));
        assertEquals(515, strings.size());
        for (Door door : Door.values()) {
            for (Place place : Place.values()) {
                // What one door says the others must: they share the reader, and need but a sample.
                int step = door == Door.HTTP ? Effort.of(3, 1) : Effort.of(9, 1);
                for (int i = place.ordinal() % step; i < strings.size(); i += step) {
                    all.add(new Sent(door, place, request(door + "." + place + "." + i, place, strings.get(i))));
                }
            }
        }
        TestHome home = new TestHome(folder);
        gateway = TestGateway.start(home);
        mails = new Mails(home);
        ThreeDoors doors = new ThreeDoors(home, gateway);
        for (Sent sent : of(Door.FILE)) {
            doors.drop(sent.key(), sent.body());
        }
        try (JMSContext context = doors.jms()) {
            for (Sent sent : of(Door.JMS)) {
                doors.queue(context, sent.key(), sent.body());
            }
        }
        post(doors);
        doors.awaitFiles(of(Door.FILE).size());
        for (Sent sent : of(Door.FILE)) {
            replies.put(sent.key(), doors.file(sent.key()));
        }
        // The doors agree on what they refuse, so the HTTP door tells how many refusals there are.
        long refused = of(Door.JMS).stream().map(sent -> replies.get(sent.key().replaceFirst("^" + Door.JMS, Door.HTTP.toString())))
                .filter(reply -> reply.problem() != null).count();
        replies.putAll(doors.takeRefusals((int) refused));
        await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(100))
                .until(() -> List.of("notification.requests", "notification.outbox.server").stream()
                        .allMatch(queue -> jms().browse(queue).isEmpty()));
        mails.look();
    }

    private void post(ThreeDoors doors) throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(8);
        List<Callable<Reply>> calls =
                of(Door.HTTP).stream().<Callable<Reply>>map(sent -> () -> doors.http(sent.body())).toList();
        List<Future<Reply>> answers = callers.invokeAll(calls);
        callers.shutdown();
        for (int i = 0; i < answers.size(); i++) {
            replies.put(of(Door.HTTP).get(i).key(), answers.get(i).get());
        }
    }

    @AfterAll
    void stop() {
        gateway.close();
    }

    @ParameterizedTest(name = "{1} through {0}")
    @CsvSource({
        "HTTP, SUBJECT", "HTTP, NAME", "HTTP, TEXT", "HTTP, HTML", "HTTP, ATTACHMENT",
        "FILE, SUBJECT", "FILE, NAME", "FILE, TEXT", "FILE, HTML", "FILE, ATTACHMENT",
        "JMS, SUBJECT", "JMS, NAME", "JMS, TEXT", "JMS, HTML", "JMS, ATTACHMENT"
    })
    void areRefusedWithTheirPlaceOrArriveExactly(Door door, Place place) throws Exception {
        Map<String, String> wrong = new HashMap<>();
        int refused = 0;
        int exact = 0;
        List<Sent> sent = of(door).stream().filter(one -> one.place() == place).toList();
        for (Sent one : sent) {
            List<String> faults = faults(one);
            if (!faults.isEmpty()) {
                wrong.put(one.key(), faults.toString());
            } else if (isRefused(one)) {
                refused++;
            } else {
                exact++;
            }
        }
        System.out.printf("naughty strings: %s %s sent %d, exact %d, refused %d%n", door, place, sent.size(), exact, refused);
        assertEquals(Map.of(), wrong);
    }

    @Test
    void makeNoMailThatWasNotAskedFor() {
        long accepted = all.stream().filter(sent -> !isRefused(sent)).count();
        await().until(() -> mails.look() >= accepted);
        assertEquals(accepted, mails.look());
        assertEquals(accepted, mails.messageIds().size());
        assertEquals(0, jms().browse("notification.dead").size());
    }

    private List<String> faults(Sent sent) throws Exception {
        String id = Mails.messageId(sent.request());
        if (isRefused(sent)) {
            List<Path> files = mails.of(id);
            Reply reply = replies.get(sent.key());
            boolean named = reply.faults().stream().allMatch(fault -> fault.matches("[A-Z_]+ " + sent.place().pointer));
            Reply other = replies.get(sent.key().replaceFirst("^" + sent.door(), Door.HTTP.toString()));
            return named && !reply.faults().isEmpty() && files.isEmpty() && reply.equals(other)
                    ? List.of()
                    : List.of(files.size() + " mails, answered " + reply);
        }
        List<Path> files = mails.expected(id);
        if (files.size() != 1) {
            return List.of(files.size() + " mails, expected one; answered " + replies.get(sent.key()));
        }
        return RoundTrip.differences(sent.request(), Files.readAllBytes(files.get(0)));
    }

    private boolean isRefused(Sent sent) {
        Reply reply = replies.get(sent.key());
        return reply != null && reply.problem() != null;
    }

    private static ObjectNode request(String id, Place place, String string) {
        ObjectNode request = JSON.createObjectNode();
        request.put("id", id).put("to", "ann@example.com").put("subject", "Your access review");
        switch (place) {
            case SUBJECT -> request.put("subject", string);
            case NAME -> request.putObject("to").put("name", string).put("address", "ann@example.com");
            case ATTACHMENT -> request.putArray("attachments").addObject()
                    .put("name", string)
                    .put("content", Base64.getEncoder().encodeToString(string.getBytes(UTF_8)));
            case HTML -> request.put("html", string);
            default -> { }
        }
        if (place != Place.HTML) {
            request.put("text", place == Place.TEXT ? string : "Hello");
        }
        return request;
    }

    private List<Sent> of(Door door) {
        return all.stream().filter(sent -> sent.door() == door).toList();
    }

    private Jms jms() {
        return new Jms(gateway.bean("connectionFactory", ConnectionFactory.class));
    }
}
