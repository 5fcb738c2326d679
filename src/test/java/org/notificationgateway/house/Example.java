// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.house;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.notificationgateway.intake.InvalidRequestException;
import org.notificationgateway.mail.Mailbox;
import org.notificationgateway.outbox.OutboxEntry;
import org.notificationgateway.support.ReceivedMail;
import org.notificationgateway.support.TestHome;

/**
 * Sets one file of {@code examples/requests} beside what becomes of it.
 *
 * @param request the file as written
 * @param entry what intake hands to the outbox
 */
record Example(String name, JsonNode request, OutboxEntry entry) {
    private static final JsonMapper MAPPER = new JsonMapper();

    /** Every example; one that intake refuses fails here, with the reason. */
    static List<Example> all() throws IOException {
        Intake intake = Intake.shipped();
        List<Example> examples = new ArrayList<>();
        try (Stream<Path> files = Files.list(TestHome.PROJECT.resolve("examples/requests"))) {
            for (Path file : files.sorted().toList()) {
                String name = file.getFileName().toString().replace(".json", "");
                examples.add(new Example(name, MAPPER.readTree(file.toFile()), intake.take(file)));
            }
        } catch (InvalidRequestException e) {
            throw new AssertionError("examples/requests, after " + examples + ": " + e.getMessage(), e);
        }
        return examples;
    }

    /** The field's addresses in any of their three spellings. */
    List<Mailbox> addresses(String field) {
        JsonNode node = request.path(field);
        List<Mailbox> addresses = new ArrayList<>();
        for (JsonNode one : node.isArray() ? node : MAPPER.createArrayNode().add(node)) {
            if (one.isTextual()) {
                addresses.add(Mailbox.parse(one.textValue()));
            } else if (one.isObject()) {
                addresses.add(new Mailbox(one.path("name").asText(null), one.path("address").asText()));
            }
        }
        return addresses;
    }

    ReceivedMail received() throws Exception {
        return ReceivedMail.of(entry.mail());
    }

    /** Keeps names of parameterised tests short. */
    @Override
    public String toString() {
        return name;
    }
}
