// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

/** Over a connection, as from any broker. */
class SessionFeedTest extends EntryConsumerContract {
    @Override
    EntrySource source(EmbeddedBroker of) {
        return new EntrySource(another(of));
    }

    @Override
    int filesOfALargeLetter() {
        return 1;
    }
}
