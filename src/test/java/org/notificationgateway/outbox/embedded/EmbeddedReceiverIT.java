// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox.embedded;

import org.notificationgateway.outbox.EntryConsumerContract;
import org.notificationgateway.outbox.EntryReceivers;

/** Out of the broker in this process. */
class EmbeddedReceiverIT extends EntryConsumerContract {
    @Override
    public EntryReceivers receivers(EmbeddedBroker of) {
        return of.receivers(true);
    }

    @Override
    public int filesOfALargeLetter() {
        return 0;
    }
}
