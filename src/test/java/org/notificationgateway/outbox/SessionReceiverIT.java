// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import org.notificationgateway.outbox.embedded.EmbeddedBroker;

/** Over a connection, as from any broker. */
class SessionReceiverIT extends EntryConsumerContract {
    @Override
    public EntryReceivers receivers(EmbeddedBroker of) {
        return EntryReceivers.over(another(of));
    }

    @Override
    public int filesOfALargeLetter() {
        return 1;
    }
}
