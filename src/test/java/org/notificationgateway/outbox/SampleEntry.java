// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.List;
import org.notificationgateway.mail.Envelope;
import org.notificationgateway.mail.FinishedMail;

/** Entries as intake makes them. */
final class SampleEntry {
    static final Instant ACCEPTED = Instant.parse("2026-11-21T08:00:00.123456789Z");
    static final String ANN = "ann@example.com";
    static final String BEN = "ben@example.com";
    static final String CAT = "cat@example.com";
    static final byte[] MAIL = "Subject: Reset your password\r\n\r\nfirst\n\nsecond\0third \u00e9\r\n".getBytes(UTF_8);

    private SampleEntry() {}

    static OutboxEntry to(String... recipients) {
        return expiringAt(null, recipients);
    }

    static OutboxEntry expiringAt(Instant end, String... recipients) {
        Envelope envelope = new Envelope("no-reply@contoso.com", List.of(recipients));
        FinishedMail mail = new FinishedMail("agent", "<1@contoso.com>", envelope, MAIL);
        return OutboxEntry.accepted("reset-1", mail, ACCEPTED, end, true, List.of("reset", "autumn"));
    }
}
