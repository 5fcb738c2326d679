// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.james.mime4j.codec.DecodeMonitor;
import org.apache.james.mime4j.dom.Entity;
import org.apache.james.mime4j.dom.Message;
import org.apache.james.mime4j.dom.Multipart;
import org.apache.james.mime4j.dom.SingleBody;
import org.apache.james.mime4j.dom.address.AddressList;
import org.apache.james.mime4j.dom.address.Mailbox;
import org.apache.james.mime4j.field.DefaultFieldParser;
import org.apache.james.mime4j.message.DefaultMessageBuilder;
import org.apache.james.mime4j.stream.Field;
import org.apache.james.mime4j.stream.MimeConfig;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.notificationgateway.delivery.PickupDialect;
import org.notificationgateway.support.DialectHome;
import org.notificationgateway.support.TestGateway;
import org.notificationgateway.support.TestHome;

/** Apache mime4j, at its strictest, finds in each pickup file what the request said, and nothing to object to. */
@TestInstance(Lifecycle.PER_CLASS)
class PickupReadersIT {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final ObjectMapper JSON = new ObjectMapper();

    private TestHome home;
    private TestGateway gateway;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        home = DialectHome.of(new TestHome(folder), "data/pickup");
        gateway = TestGateway.start(home);
    }

    @AfterAll
    void stop() {
        gateway.close();
    }

    static Stream<Arguments> examples() throws IOException {
        return DialectHome.examples().stream().flatMap(example ->
                Stream.of(PickupDialect.values()).map(dialect -> Arguments.of(dialect, example.getFileName())));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("examples")
    void readsWhatTheRequestSays(PickupDialect dialect, Path example) throws Exception {
        ObjectNode request = (ObjectNode) JSON.readTree(TestHome.PROJECT.resolve("examples/requests").resolve(example).toFile());
        Message mail = mime4j(written(dialect, request));
        assertEquals(request.path("subject").asText(), mail.getSubject());
        assertEquals(DialectHome.people(request, "to"), addresses(mail.getTo()));
        assertEquals(DialectHome.people(request, "cc"), addresses(mail.getCc()));
        boolean headers = dialect == PickupDialect.EXCHANGE_PICKUP;
        assertEquals(headers ? DialectHome.people(request, "bcc") : List.of(), addresses(mail.getBcc()));
        assertEquals(headers ? List.of() : DialectHome.people(request, "to", "cc", "bcc"),
                mail.getHeader().getFields("X-Receiver").stream().map(Field::getBody).map(String::strip).toList());
        List<Entity> leaves = new ArrayList<>();
        collect(mail, leaves);
        assertEquals(text(request, "text"), text(leaves, "text/plain"));
        assertEquals(text(request, "html"), text(leaves, "text/html"));
        List<Entity> files = leaves.stream().filter(PickupReadersIT::isFile).toList();
        assertEquals(request.path("attachments").size(), files.size());
        for (JsonNode attachment : request.path("attachments")) {
            Entity file = files.stream().filter(one -> attachment.path("name").asText().equals(one.getFilename())).findFirst().orElseThrow();
            assertEquals(attachment.path("contentType").asText().replaceFirst(";.*", ""), file.getMimeType());
            assertArrayEquals(attachment.path("content").binaryValue(), bytes(file));
            assertEquals(attachment.has("contentId") ? "<" + attachment.path("contentId").asText() + ">" : "",
                    Optional.ofNullable(file.getHeader().getField("Content-ID")).map(Field::getBody).orElse("").strip());
        }
    }

    private Path written(PickupDialect dialect, ObjectNode request) {
        String directory = "data/pickup/" + DialectHome.sender(dialect);
        List<Path> before = home.files(directory, ".eml").toList();
        request.put("sender", DialectHome.sender(dialect));
        assertEquals(202, gateway.post(request.toString()).statusCode(), request.toString());
        return await().atMost(LONG).until(
                () -> home.files(directory, ".eml").filter(file -> !before.contains(file)).findFirst(), Optional::isPresent).orElseThrow();
    }

    /** An event that mime4j would only note is an exception here, and each header is parsed as well. */
    private static Message mime4j(Path file) throws Exception {
        DefaultMessageBuilder builder = new DefaultMessageBuilder();
        builder.setMimeEntityConfig(MimeConfig.STRICT);
        builder.setDecodeMonitor(DecodeMonitor.STRICT);
        Message mail = builder.parseMessage(new ByteArrayInputStream(Files.readAllBytes(file)));
        List<Entity> leaves = new ArrayList<>();
        collect(mail, leaves);
        for (Entity one : Stream.concat(Stream.of(mail), leaves.stream()).toList()) {
            for (Field field : one.getHeader().getFields()) {
                var parsed = DefaultFieldParser.getParser().parse(field, DecodeMonitor.STRICT);
                assertTrue(parsed.isValidField(), field + ": " + parsed.getParseException());
            }
        }
        return mail;
    }

    private static void collect(Entity entity, List<Entity> leaves) {
        if (entity.getBody() instanceof Multipart multipart) {
            multipart.getBodyParts().forEach(part -> collect(part, leaves));
        } else {
            leaves.add(entity);
        }
    }

    private static boolean isFile(Entity part) {
        return part.getFilename() != null;
    }

    private static String text(JsonNode request, String field) {
        return request.path(field).asText().replace("\r\n", "\n").stripTrailing();
    }

    private static String text(List<Entity> leaves, String type) throws IOException {
        for (Entity leaf : leaves) {
            if (leaf.getMimeType().equals(type) && !isFile(leaf)) {
                assertEquals("utf-8", leaf.getCharset().toLowerCase(java.util.Locale.ROOT));
                return new String(bytes(leaf), UTF_8).replace("\r\n", "\n").stripTrailing();
            }
        }
        return "";
    }

    private static byte[] bytes(Entity leaf) throws IOException {
        return ((SingleBody) leaf.getBody()).getInputStream().readAllBytes();
    }

    private static List<String> addresses(AddressList list) {
        return list == null ? List.of() : list.flatten().stream().map(Mailbox::getAddress).toList();
    }
}
