// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.mail;

import java.util.List;
import java.util.stream.Stream;

/** Who a mail names in each of its three fields. */
public record Recipients(List<Mailbox> to, List<Mailbox> cc, List<Mailbox> bcc) {
    public Recipients {
        to = List.copyOf(to);
        cc = List.copyOf(cc);
        bcc = List.copyOf(bcc);
    }

    /** Everybody: To, then Cc, then Bcc. */
    public List<Mailbox> all() {
        return cc.isEmpty() && bcc.isEmpty() ? to : Stream.of(to, cc, bcc).flatMap(List::stream).toList();
    }
}
