// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A repeat is known by what it says, in this version and in the next. */
class ContentHashTest {
    private static final String FULL = """
            {"id": "7", "sender": "agent", "to": ["Ann <ann@example.com>", "bob@example.com"], "cc": "cy@example.com",
             "bcc": "dan@example.com", "replyTo": "eve@example.com", "subject": "Réunion", "text": "t", "html": "<p>h",
             "attachments": [{"name": "a.csv", "contentType": "text/csv", "content": "YQ=="},
                             {"name": "l.gif", "contentType": "image/gif", "content": "Yg==", "contentId": "l"}],
             "headers": {"X-B": "2", "X-A": "1"}, "importance": "high", "expiresAt": "2036-01-31T12:00:00Z",
             "sensitive": false, "tags": ["x", "y"]}""";

    @Test
    @DisplayName("stays what it was: a changed value here makes a conflict of every repeat across an upgrade")
    void staysWhatItWas() throws Exception {
        assertEquals("7d2e14c67fd4d56e11f3382f843745d0473774395cdcb1e71e6bc5928f3b1e03", hash(Requests.GOOD));
        assertEquals("0b2241da8a688a3b01e6dd844606f9e2745bb939d0dc269385109a2141a1873f", hash(FULL));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '´', value = {
        "\"id\": \"7\" | \"id\": \"8\"",
        "\"cy@example.com\" | [\"cy@example.com\"]",
        "\"bob@example.com\" | {\"address\": \"bob@EXAMPLE.com\"}",
        "\"X-B\": \"2\", \"X-A\": \"1\" | \"X-A\": \"1\", \"X-B\": \"2\"",
        "2036-01-31T12:00:00Z | 2036-01-31T13:00:00.000+01:00",
        "\"Réunion\" | \"R\\u00e9union\""})
    void doesNotMindHowItIsWritten(String one, String other) throws Exception {
        assertEquals(hash(FULL), hash(FULL.replace(one, other)));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "\"sender\": \"agent\"", "ann@", "Ann <", "bob@", "cy@", "dan@", "eve@", "Réunion", "\"t\"", "<p>h", "a.csv",
        "text/csv", "YQ==", "\"contentId\": \"l\"", "X-B", "\"2\"", "high", "2036", "false", "\"x\", \"y\""})
    void mindsEachThingThatIsSaid(String part) throws Exception {
        String other = switch (part) {
            case "\"sender\": \"agent\"" -> "\"sender\": \"server\"";
            case "YQ==" -> "YQE=";
            case "high" -> "low";
            case "2036" -> "2037";
            case "false" -> "true";
            case "\"x\", \"y\"" -> "\"y\", \"x\"";
            case "\"contentId\": \"l\"" -> "\"contentId\": \"m\"";
            case "text/csv" -> "text/plain";
            case "X-B" -> "X-C";
            default -> part.replaceFirst("[A-Za-z0-9]", "q");
        };
        assertNotEquals(hash(FULL), hash(FULL.replace(part, other)));
    }

    private static String hash(String json) throws InvalidRequestException {
        return ContentHash.of(Requests.read(json));
    }
}
