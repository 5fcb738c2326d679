// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.intake;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.List;
import org.notificationgateway.outbox.OutboxEntry;

/**
 * What a door may tell its caller, made only after the outbox holds the request.
 *
 * @param status {@code accepted}
 */
public record Receipt(String id, String status, String messageId, List<RecipientStatus> recipients) {

    /** What holds for one recipient. */
    public record RecipientStatus(String address, String status) {}

    /** The receipt of a stored entry. */
    public static Receipt of(OutboxEntry entry) {
        List<RecipientStatus> recipients = entry.recipients().stream()
                .map(recipient -> new RecipientStatus(recipient.address(), "accepted"))
                .toList();
        return new Receipt(entry.id(), "accepted", entry.messageId(), recipients);
    }

    /** The receipt as UTF-8 JSON. */
    public static byte[] json(Receipt receipt) throws JsonProcessingException {
        return Json.MAPPER.writeValueAsBytes(receipt);
    }
}
