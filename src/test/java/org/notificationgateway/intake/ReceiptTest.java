// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.notificationgateway.outbox.OutboxEntry;
import org.notificationgateway.outbox.Recipient;

/** A caller and the log learn who gets the mail, and of everybody else the reason. */
class ReceiptTest {
    private final Receipt receipt = Receipt.of(OutboxEntry.accepted(
            "42", "server", "<m@contoso.com>", Instant.EPOCH, null, false, List.of(), "no-reply@contoso.com",
            List.of(Recipient.pending("ann@contoso.com"),
                    Recipient.suppressed("eve@example.org", "not in AllowedDomains")),
            new byte[0]));

    @Test
    void namesEachRecipientWithStatusAndReason() throws Exception {
        assertEquals("""
                {"id":"42","status":"accepted","messageId":"<m@contoso.com>","recipients":[\
                {"address":"ann@contoso.com","status":"accepted"},\
                {"address":"eve@example.org","status":"suppressed","reason":"not in AllowedDomains"}]}""",
                new String(Receipt.json(receipt), StandardCharsets.UTF_8));
    }

    @Test
    void saysTheSameInOneLineForTheLog() {
        assertEquals("accepted for 1 recipient; suppressed eve@example.org: not in AllowedDomains", receipt.summary());
    }
}
