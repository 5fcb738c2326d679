// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

/** Out of the broker in this process. */
class EmbeddedFeedTest extends EntryConsumerContract {
    @Override
    EntrySource source(EmbeddedBroker of) {
        return of.source(true);
    }

    @Override
    int filesOfALargeLetter() {
        return 0;
    }
}
