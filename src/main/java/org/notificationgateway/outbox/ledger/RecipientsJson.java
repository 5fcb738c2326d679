// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;

/** How the ledgers keep the recipients of an accepted mail, one way for all of them. */
final class RecipientsJson {
    private static final TypeReference<List<Recipient>> RECIPIENTS = new TypeReference<>() {};
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private RecipientsJson() {}

    static List<Recipient> read(String json) throws JsonProcessingException {
        return MAPPER.readValue(json, RECIPIENTS);
    }

    static String write(List<Recipient> recipients) {
        try {
            return MAPPER.writeValueAsString(recipients);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("plain records can be written", e);
        }
    }
}
