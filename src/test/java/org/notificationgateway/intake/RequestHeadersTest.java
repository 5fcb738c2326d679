// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A caller may add header lines, but none that says who a mail is from, who gets it, or what it is made of. */
class RequestHeadersTest {
    @Nested
    class AHeader {
        @ParameterizedTest(name = "{0}")
        @ValueSource(strings = {
            "X-Workflow", "x-workflow", "X-1", "List-Id", "list-unsubscribe", "List-Unsubscribe-Post", "Auto-Submitted",
            "AUTO-SUBMITTED", "Precedence", "References", "In-Reply-To", "X-Sender-Id", "X-Priority"
        })
        void ofTheAllowedOnesIsKept(String name) throws Exception {
            assertEquals(Map.of(name, "v"), read("{\"" + name + "\": \"v\"}"));
        }

        @ParameterizedTest(name = "[{0}]")
        @ValueSource(strings = {
            "X-Sender", "x-receiver", "X-RECEIVER", "Bcc", "From", "Sender", "To", "Cc", "Reply-To", "Return-Path",
            "Received",
            "Resent-To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type", "Content-Transfer-Encoding",
            "DKIM-Signature", "Importance", "mail.smtp.host", "CamelFileName", "X", "X-", "X-A:", "X-A B", "X-A:Bcc",
            "X-é",
            "X_A", "List", "Listen", "", " X-A", "X-A ", "Disposition-Notification-To"
        })
        void ofAnyOtherNameIsRefused(String name) { // S06, B47
            assertEquals(List.of("INVALID_VALUE /headers/" + name), faults("{\"" + name + "\": \"v\"}"));
        }

        @ParameterizedTest(name = "D7b: {0}")
        @ValueSource(strings = {
            "X-MS-Exchange-Organization-SCL", "x-ms-exchange-organization-authas", "X-MS-Has-Attach", "X-Microsoft-Antispam",
            "X-Forefront-Antispam-Report", "X-OriginatorOrg", "X-Original-To", "X-ORIGINAL-FROM", "X-Originating-IP",
            "X-Envelope-To", "x-notification-gateway", "X-Envelope-From", "X-MailFrom", "X-MDRcpt-To", "X-MDaemon-Deliver-To", "X-HMailServer-Envelope-From",
            "X-FE-Envelope-From", "X-Redirect-To", "X-Exim-Return-Path", "X-Forwarded-To", "X-Forwarded-For", "X-Forwarded", "X-Delivered-To",
            "X-Spam-Status", "X-Spam-Flag", "X-Spam", "X-Virus-Scanned", "X-Rcpt-To", "X-RCPT", "X-To", "X-Bcc", "X-Cc",
            "X-Recipient", "X-Mail-From", "X-Return-Path", "X-Received", "X-Received-By", "X-Resent-To", "X-Real-To",
            "X-Authenticated-Sender", "X-Authentication-Results", "X-Auth-User", "X-SMTPAPI", "X-Google-Original-From",
            "X-Gm-Message-State", "X-Quarantine-ID", "X-AntiAbuse", "X-Apparently-To", "X-Proofpoint-Spam-Details"})
        void thatAServerMayBelieveIsRefused(String name) {
            assertEquals(List.of("INVALID_VALUE /headers/" + name), faults("{\"" + name + "\": \"v\"}"));
        }

        @ParameterizedTest(name = "{0}")
        @ValueSource(strings = {"X-Msg", "X-Spammer", "X-Tool", "X-Forward", "X-Originality", "X-Authority", "X-Gmt", "X-Mailer"})
        void thatOnlyLooksLikeOneIsKept(String name) throws Exception {
            assertEquals(Map.of(name, "v"), read("{\"" + name + "\": \"v\"}"));
        }

        @ParameterizedTest(name = "{0}")
        @CsvSource({"61, X-", "61, List-"})
        void hasANameOfAtMost60CharactersAfterItsPrefix(int tooLong, String prefix) throws Exception {
            String longest = prefix + "n".repeat(tooLong - 1);
            assertEquals(Map.of(longest, "v"), read("{\"" + longest + "\": \"v\"}"));
            assertEquals(1, faults("{\"" + longest + "n\": \"v\"}").size());
        }

        @Test
        void isOneOfFiftyAtMost() throws Exception {
            assertEquals(50, read(headers(50)).size());
            assertEquals(List.of("TOO_MANY /headers"), faults(headers(51)));
        }
    }

    @Nested
    class AValue {
        @ParameterizedTest(name = "{0}")
        @ValueSource(strings = {"Zoë 🎉", "<a@example.com>", "=?utf-8?B?eA==?=", "a;b:c"})
        void ofAnXHeaderIsAnyText(String value) throws Exception {
            assertEquals(Map.of("X-A", value), read("{\"X-A\": \"" + value + "\"}"));
        }

        @ParameterizedTest(name = "{0}")
        @ValueSource(strings = {"List-Id", "References", "In-Reply-To", "Auto-Submitted", "Precedence"})
        void ofAHeaderWithAGrammarIsAscii(String name) {
            assertEquals(List.of("INVALID_CHARACTER /headers/" + name), faults("{\"" + name + "\": \"é\"}"));
        }

        @Test
        void isNotBlankAndHasAtMost900Characters() throws Exception {
            assertEquals(900, read("{\"X-A\": \"" + "v".repeat(900) + "\"}").get("X-A").length());
            assertEquals(List.of("TOO_LONG /headers/X-A"), faults("{\"X-A\": \"" + "v".repeat(901) + "\"}"));
            assertEquals(List.of("INVALID_VALUE /headers/X-A"), faults("{\"X-A\": \" \"}"));
        }

        @Test
        void losesTheSpacesAroundIt() throws Exception {
            assertEquals(Map.of("X-A", "v w"), read("{\"X-A\": \"  v w \"}"));
        }

        @Test
        void withAForgedLineIsRefused() { // S01
            assertEquals(List.of("INVALID_CHARACTER /headers/X-A", "INVALID_CHARACTER /headers/List-Id"), faults("""
                    {"X-A": "v\\r\\nX-Receiver: eve@evil.example", "List-Id": "v\\nBcc: eve@evil.example"}"""));
        }
    }

    private static Map<String, String> read(String headers) throws InvalidRequestException {
        return Requests.content(Requests.read(Requests.with("headers", headers))).headers();
    }

    private static List<String> faults(String headers) {
        return Requests.faults(Requests.with("headers", headers));
    }

    private static String headers(int count) {
        return IntStream.range(0, count).mapToObj(i -> "\"X-" + i + "\": \"v\"")
                .collect(Collectors.joining(",", "{", "}"));
    }
}
