// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.notificationgateway.mail.ErasedAddress;
import org.notificationgateway.outbox.ledger.Erasures;
import org.notificationgateway.outbox.ledger.Recipient;

/**
 * Takes those out of an entry whom the ledger knows as erased, when its turn comes: what lies in a queue cannot be changed
 * there, and may be in another gateway's hands. Safe to share.
 *
 * @param erasures by which they are known
 */
public record EntryErasing(Erasures erasures) {
    /**
     * The entry without them; the same entry if there are none.
     *
     * @param known recipients as the ledger has them
     */
    OutboxEntry without(OutboxEntry entry, Set<String> known) throws IOException {
        if (known.isEmpty()) {
            return entry;
        }
        List<String> addresses = new ArrayList<>();
        for (Recipient one : entry.recipients()) {
            addresses.add(one.address());
        }
        OutboxEntry left = entry;
        for (String address : erasures.among(entry.token(), addresses, known)) {
            left = left.without(ErasedAddress.of(address));
        }
        return left;
    }
}
