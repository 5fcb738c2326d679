// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.notificationgateway.delivery.PickupDialect;
import org.notificationgateway.support.DialectHome;
import org.notificationgateway.support.PrivatePostfix;
import org.notificationgateway.support.ReceivedMail;
import org.notificationgateway.support.SmtpSink;
import org.notificationgateway.support.TestGateway;
import org.notificationgateway.support.TestHome;

/** Postfix takes the files of dialect exchange-pickup by {@code sendmail -t}: everybody gets the mail, and nobody sees the Bcc. */
@TestInstance(Lifecycle.PER_CLASS)
class SendmailIT {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final String DIRECTORY = "data/pickup/" + DialectHome.sender(PickupDialect.EXCHANGE_PICKUP);
    private static final Pattern RECIPIENT = Pattern.compile("(?m)^X-Rcpt-Args: <([^>]*)>");
    private static final ObjectMapper JSON = new ObjectMapper();

    private SmtpSink sink;
    private PrivatePostfix postfix;
    private TestHome home;
    private TestGateway gateway;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        sink = new SmtpSink(folder, TestHome.freePort());
        postfix = new PrivatePostfix(sink);
        home = DialectHome.of(new TestHome(folder.resolve("home")), "data/pickup").set("intake.max-recipients", "1000");
        gateway = TestGateway.start(home);
    }

    @AfterAll
    void stop() throws Exception {
        for (AutoCloseable one : new AutoCloseable[] {gateway, postfix, sink}) {
            if (one != null) {
                one.close();
            }
        }
    }

    static List<Path> examples() throws Exception {
        return DialectHome.examples().stream().map(Path::getFileName).toList();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("examples")
    void everyExampleGoesToItsPeople(Path example) throws Exception {
        reachesAll((ObjectNode) JSON.readTree(TestHome.PROJECT.resolve("examples/requests").resolve(example).toFile()), 1);
    }

    @Test
    void peopleOfAllKindsGetIt() throws Exception {
        reachesAll(request("of-all-kinds", people("to", 3), people("cc", 3), people("hidden", 5)), 1);
    }

    @Test
    void peopleWhoAreOnlyInBccGetIt() throws Exception {
        reachesAll(request("bcc-alone", List.of(), List.of(), people("hidden", 2)), 1);
    }

    /** Above a hundred people there are several files, each with those whom it goes to. */
    @Test
    void hundredsOfPeopleGetItOnceEach() throws Exception {
        reachesAll(request("hundreds", people("to", 120), people("cc", 20), people("hidden", 110)), 3);
    }

    private static List<String> people(String name, int count) {
        return IntStream.range(0, count).mapToObj(i -> name + i + "@example.com").toList();
    }

    private static ObjectNode request(String id, List<String> to, List<String> cc, List<String> bcc) {
        ObjectNode request = JSON.createObjectNode().put("id", id).put("subject", "Zo\u00eb, please review").put("text", ".\n..\nFrom me\n");
        List.of(List.of(to, "to"), List.of(cc, "cc"), List.of(bcc, "bcc")).forEach(field -> {
            ArrayNode people = request.putArray((String) field.get(1));
            ((List<?>) field.get(0)).forEach(one -> people.add((String) one));
        });
        return request;
    }

    private void reachesAll(ObjectNode request, int count) throws Exception {
        request.put("sender", DialectHome.sender(PickupDialect.EXCHANGE_PICKUP));
        List<Path> before = home.files(DIRECTORY, ".eml").toList();
        var answer = gateway.post(request.toString());
        assertEquals(202, answer.statusCode(), answer.body());
        String id = JSON.readTree(answer.body()).get("messageId").asText();
        await().atMost(LONG).until(() -> home.files(DIRECTORY, ".eml").count() == before.size() + count);
        for (Path file : home.files(DIRECTORY, ".eml").filter(file -> !before.contains(file)).toList()) {
            postfix.sendmail(file);
        }
        List<String> hidden = DialectHome.people(request, "bcc");
        List<String> all = DialectHome.people(request, "to", "cc", "bcc").stream().sorted().toList();
        await().atMost(LONG).untilAsserted(() -> assertEquals(all, recipients(id), postfix.log()));
        for (String received : received(id)) {
            String data = received.substring(received.indexOf("\nReceived: ") + 1);
            assertTrue(data.toLowerCase(java.util.Locale.ROOT).lines().noneMatch(line -> line.startsWith("bcc")), data);
            assertTrue(hidden.stream().noneMatch(data::contains), data);
            ReceivedMail mail = ReceivedMail.of(data.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
            assertEquals(request.get("subject").asText(), mail.message().getSubject());
            String type = request.has("text") ? "text" : "html";
            assertEquals(request.get(type).asText().stripTrailing(),
                    new String(mail.leaf(type.equals("text") ? "text/plain" : "text/html").bytes(), UTF_8).replace("\r\n", "\n").stripTrailing());
        }
    }

    private List<String> received(String messageId) {
        return sink.mails().stream().filter(mail -> mail.contains(messageId)).toList();
    }

    /** Whom the envelopes of a mail named, each as often as it did. */
    private List<String> recipients(String messageId) {
        List<String> recipients = new ArrayList<>();
        for (String mail : received(messageId)) {
            RECIPIENT.matcher(mail.substring(0, mail.indexOf("\nReceived: "))).results().forEach(one -> recipients.add(one.group(1)));
        }
        assertEquals(recipients.size(), new TreeSet<>(recipients).size(), "nobody gets it twice");
        return recipients.stream().sorted().toList();
    }
}
