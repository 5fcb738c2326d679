// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway;

import org.jspecify.annotations.Nullable;
import org.notificationgateway.outbox.BrokerAccess;
import org.notificationgateway.outbox.MailFiles;
import org.notificationgateway.outbox.OutboxStore;
import org.notificationgateway.outbox.StorageGuard;
import org.notificationgateway.outbox.embedded.EmbeddedBroker;

/**
 * The broker, wherever it runs, for whoever is wired to it.
 *
 * @param embedded null if it is another process
 */
record Broker(BrokerAccess access, OutboxStore store, StorageGuard storage, @Nullable EmbeddedBroker embedded) {
    /** Where the bytes of large mails lie; null if the broker keeps mails whole. */
    @Nullable MailFiles files() {
        return embedded == null ? null : embedded.files();
    }
}
