// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;

/** How the ledgers keep the recipients and the tags of an accepted mail, one way for all of them. */
final class RecipientsJson {
    private static final String NONE = "[]";
    private static final TypeReference<List<Recipient>> RECIPIENTS = new TypeReference<>() {};
    private static final TypeReference<List<String>> TAGS = new TypeReference<>() {};
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private RecipientsJson() {}

    static List<Recipient> read(String json) throws JsonProcessingException {
        return MAPPER.readValue(json, RECIPIENTS);
    }

    static String write(List<Recipient> recipients) {
        return written(recipients);
    }

    static List<String> readTags(String json) throws JsonProcessingException {
        return json.equals(NONE) ? List.of() : MAPPER.readValue(json, TAGS);
    }

    static String writeTags(List<String> tags) {
        return tags.isEmpty() ? NONE : written(tags);
    }

    /** A tag as it stands among those of a mail. */
    static String writeTag(String tag) {
        return written(tag);
    }

    private static String written(Object plain) {
        try {
            return MAPPER.writeValueAsString(plain);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("plain records can be written", e);
        }
    }
}
