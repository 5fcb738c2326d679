// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.operations;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeadLetterMessageTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final DeadLetterMessage message = new DeadLetterMessage();

    private static String event(String type, String reply) {
        return JSON.createObjectNode().put("type", "org.notificationgateway.mail." + type)
                .set("data", JSON.createObjectNode().put("sender", "server").put("id", "review-7")
                        .put("recipient", "ann@example.com").put("reply", reply)).toString();
    }

    /** What a workflow of Teams with the trigger "When a Teams webhook request is received" takes. */
    @Test
    void isAnAdaptiveCardForTeams() throws Exception {
        JsonNode told = JSON.readTree(message.teams(event("given-up", "550 5.2.1 <ann@example.com> is disabled")));
        assertEquals("message", told.path("type").asText());
        assertEquals(1, told.path("attachments").size());
        assertEquals("application/vnd.microsoft.card.adaptive", told.at("/attachments/0/contentType").asText());
        JsonNode card = told.at("/attachments/0/content");
        assertEquals("AdaptiveCard 1.4", card.path("type").asText() + " " + card.path("version").asText());
        assertEquals("A mail was given up", card.at("/body/0/text").asText());
        assertEquals("""
                [{"title":"Sender","value":"server"},{"title":"Id","value":"review-7"},{"title":"Reason","value":"550 5.2.1"}]""",
                card.at("/body/1/facts").toString());
        assertEquals("The mailbox is switched off: ask its owner for another address, or resend when it is back.", card.at("/body/2/text").asText());
        assertFalse(told.toString().contains("@"));
    }

    @Test
    void isATextForSlackInWhichNothingIsALink() throws Exception {
        JsonNode told = JSON.readTree(message.slack(event("given-up", "the entry is damaged & <gone>")));
        assertEquals("{\"text\":\"A mail was given up\\nSender: server\\nId: review-7\\nReason: the entry is damaged &amp; &lt;gone&gt;"
                + "\\nSee what the reason names, then resend.\"}", told.toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "550 5.1.1 <ann@example.com>: no such user | 550 5.1.1",
        "554 Message with subject 'Your password' refused | 554",
        "550-5.7.1 first line | 550 5.7.1",
        "552 | 552",
        "not delivered within PT24H; last: 451 4.7.1 ann@example.com greylisted | not delivered within PT24H; last: 451 4.7.1",
        "not delivered within PT24H; last: SMTP server smtp.contoso.com:25 cannot be reached: ConnectException: refused | not delivered within PT24H; last: SMTP server smtp.contoso.com:25 cannot be reached",
        "suppressed at delivery: not in AllowedDomains | suppressed at delivery",
        "no mailbox ann@example.com here | no mailbox (address) here",
        "'' | not known"})
    void namesTheReasonWithoutWhatServersQuote(String reply, String reason) throws Exception {
        JsonNode told = JSON.readTree(message.teams(event("given-up", reply)));
        assertEquals(reason, told.at("/attachments/0/content/body/1/facts/2/value").asText());
    }

    @Test
    void isMadeOfNothingButAnEvent() {
        assertThrows(IllegalArgumentException.class, () -> message.slack("no event"));
    }
}
