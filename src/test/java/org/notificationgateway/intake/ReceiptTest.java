// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.notificationgateway.outbox.Acceptance;
import org.notificationgateway.outbox.ledger.Recipient;

/** A caller and the log learn who gets the mail, and of everybody else the reason. */
class ReceiptTest {
    private final Receipt receipt = Receipt.of("42", new Acceptance(
            Acceptance.Kind.ACCEPTED, "01a2", "<m@contoso.com>",
            List.of(Recipient.pending("ann@contoso.com"),
                    Recipient.suppressed("eve@example.org", "not in AllowedDomains"))));

    @Test
    void namesEachRecipientWithStatusAndReason() throws Exception {
        assertEquals("""
                {"id":"42","status":"accepted","mail":"01a2","messageId":"<m@contoso.com>","recipients":[\
                {"address":"ann@contoso.com","status":"accepted"},\
                {"address":"eve@example.org","status":"suppressed","reason":"not in AllowedDomains"}]}""",
                Json.MAPPER.writeValueAsString(receipt));
    }

    @Test
    void saysTheSameInOneLineForTheLog() {
        assertEquals("accepted for 1 recipient; suppressed eve@example.org: not in AllowedDomains", receipt.summary());
    }
}
