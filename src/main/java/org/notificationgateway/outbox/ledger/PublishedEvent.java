// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox.ledger;

import java.util.List;

/**
 * An event with what its readers know the mail by.
 *
 * @param tags of the request
 */
public record PublishedEvent(MailEvent event, RequestKey key, List<String> tags, String trace) {
    public PublishedEvent {
        tags = List.copyOf(tags);
    }
}
