// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.notificationgateway.delivery.DeliveryReport;
import org.notificationgateway.outbox.ledger.Recipient;

/** Entries as intake makes them. */
public final class SampleEntry {
    static final Instant ACCEPTED = Instant.parse("2026-11-21T08:00:00.123456789Z");
    public static final String ANN = "ann@example.com";
    static final String BEN = "ben@example.com";
    static final String CAT = "cat@example.com";
    static final byte[] MAIL = "Subject: Reset your password\r\n\r\nfirst\n\nsecond\0third \u00e9\r\n".getBytes(UTF_8);

    /** Nobody was held back by the recipient policy. */
    static final Admission ADMITTED = new Admission(Admission.Way.SMTP, null, new DeliveryReport(Map.of()));

    private SampleEntry() {}

    /** To one recipient through sender server, under this id. */
    public static OutboxEntry of(String id) {
        return OutboxEntry.accepted(
                id, "server", "<" + id + "@contoso.com>", ACCEPTED, null, false, List.of(), "no-reply@contoso.com",
                List.of(Recipient.pending(ANN)), MAIL);
    }

    public static OutboxEntry to(String... recipients) {
        return expiringAt(null, recipients);
    }

    static OutboxEntry expiringAt(Instant end, String... recipients) {
        return OutboxEntry.accepted(
                "reset-1", "agent", "<1@contoso.com>", ACCEPTED, end, true, List.of("reset", "autumn"),
                "no-reply@contoso.com", Stream.of(recipients).map(Recipient::pending).toList(), MAIL);
    }
}
