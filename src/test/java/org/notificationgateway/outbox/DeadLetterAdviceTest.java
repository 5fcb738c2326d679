// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A dead letter says what to do about it, in words that fit what real servers answer. */
class DeadLetterAdviceTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', value = {
        "550 5.1.1 <x> User unknown in virtual mailbox table | does not know the recipient",
        "550 No such user here | does not know the recipient",
        "550 5.1.10 RESOLVER.ADR.RecipientNotFound; not found | does not know the recipient",
        "552 5.2.2 Mailbox full | mailbox is full",
        "552 Quota exceeded | mailbox is full",
        "550 5.2.1 The account is disabled | switched off",
        "554 5.7.1 <x>: Relay access denied | does not relay",
        "550 5.7.64 TenantAttribution; Relay Access Denied | does not relay",
        "552 5.3.4 too large: the mail has 10 bytes, the server takes 5 | too large",
        "552 Message size exceeds fixed limit | too large",
        "554 5.6.3 not transportable: no 8BITMIME | cannot take such a mail",
        "550 5.7.60 SMTP; Client does not have permissions to send as this sender | send as FromAddress",
        "550 5.7.1 rejected due to spam content | by its policy",
        "554 5.7.26 unauthenticated mail | by its policy",
        "535 5.7.8 Authentication credentials invalid | refused the login",
        "530 5.7.0 Must issue a STARTTLS command first | refused the login",
        "535 5.7.139 Authentication unsuccessful | refused the login",
        "not delivered within PT24H; last: 451 greylisted | until delivery.max-age",
        "suppressed at delivery: AllowedDomains | recipient policy",
        "554 Transaction failed | refused it for good",
        "something else | See what the reason names"})
    void adviceFitsTheReason(String reason, String advice) {
        String given = DeadLetterAdvice.of(true, reason);
        assertTrue(given.contains(advice), given);
    }

    @Test
    void whatNobodyDecidedLeadsToTheLog() {
        assertTrue(DeadLetterAdvice.of(false, "").contains("log"));
    }
}
