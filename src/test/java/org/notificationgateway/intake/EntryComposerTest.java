// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.intake;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.notificationgateway.outbox.OutboxEntry;
import org.notificationgateway.outbox.Recipient;

/** Only its Message-ID tells a mail that goes out twice from two mails, so it must outlive everything. */
class EntryComposerTest {
    private static final Instant NOW = Instant.parse("2026-11-21T08:00:00Z");

    private final EntryComposer composer = composerAt(NOW);

    @Nested
    class AMessageId {
        @Test
        void staysTheSameForSenderAndIdWhateverElseChanges() throws Exception {
            OutboxEntry first = composer.compose(Requests.read(request("server", "id-1")));
            OutboxEntry later = composerAt(NOW.plus(Duration.ofDays(1)))
                    .compose(Requests.read(Requests.with("id", "\"id-1\"").replace("Hello", "Good bye")));
            assertEquals(first.messageId(), later.messageId());
        }

        @Test
        void differsWithSenderAndId() throws Exception {
            Set<String> ids = new HashSet<>();
            for (String sender : List.of("server", "agent")) {
                for (String id : List.of("id-1", "id-2", "ID-1", "1", "11")) {
                    ids.add(composer.compose(Requests.read(request(sender, id))).messageId());
                }
            }
            assertEquals(10, ids.size());
        }

        @Test
        void tellsNothingButTheSendersDomain() throws Exception {
            OutboxEntry entry = composer.compose(Requests.read(request("server", "reset-of-ann")));
            assertTrue(entry.messageId().matches("<[0-9a-f]{40}@contoso\\.com>"), entry.messageId());
        }

        @Test
        void standsInTheMail() throws Exception {
            OutboxEntry entry = composer.compose(Requests.read(Requests.GOOD));
            assertTrue(mail(entry).contains("\r\nMessage-ID: " + entry.messageId() + "\r\n"));
        }
    }

    @Nested
    class AnEntry {
        @Test
        void carriesWhatTheRequestSays() throws Exception {
            OutboxEntry entry = composer.compose(Requests.read("""
                    {"id": "id-1", "sender": "agent", "to": "ann@example.com", "subject": "s", "text": "t",
                     "expiresAt": "2036-01-31T12:00:00Z", "tags": ["a"]}"""));
            assertAll(
                    () -> assertEquals("id-1", entry.id()),
                    () -> assertEquals("agent", entry.sender()),
                    () -> assertEquals(NOW, entry.acceptedAt()),
                    () -> assertEquals(Instant.parse("2036-01-31T12:00:00Z"), entry.expiresAt()),
                    () -> assertTrue(entry.sensitive()),
                    () -> assertEquals(List.of("a"), entry.tags()),
                    () -> assertEquals(0, entry.attempts()),
                    () -> assertEquals(List.of(), entry.history()),
                    () -> assertEquals(List.of(Recipient.pending("ann@example.com")), entry.recipients()));
        }

        @Test
        void isFromTheAddressOfItsSender() throws Exception {
            OutboxEntry server = composer.compose(Requests.read(request("server", "1")));
            OutboxEntry agent = composer.compose(Requests.read(request("agent", "1")));
            assertAll(
                    () -> assertEquals("no-reply@contoso.com", server.from()),
                    () -> assertTrue(mail(server).contains("From: \"Access Desk\" <no-reply@contoso.com>\r\n")),
                    () -> assertEquals("reset@contoso.com", agent.from()),
                    () -> assertTrue(mail(agent).contains("From: reset@contoso.com\r\n")));
        }

        @Test
        void isDatedWhenItWasAccepted() throws Exception {
            assertTrue(mail(composer.compose(Requests.read(Requests.GOOD)))
                    .contains("\r\nDate: Sat, 21 Nov 2026 08:00:00 +0000\r\n"));
        }

        @Test
        void isTheSameWhenComposedAgain() throws Exception {
            OutboxEntry first = composer.compose(Requests.read(Requests.GOOD));
            assertArrayEquals(first.mail(), composer.compose(Requests.read(Requests.GOOD)).mail());
        }
    }

    @Nested
    class Recipients {
        @Test
        void namedTwiceGetOneCopyAndKeepTheirFirstSpelling() throws Exception { // B52
            OutboxEntry entry = composer.compose(Requests.read("""
                    {"to": ["Ann@Example.com", "bob@example.com", "ANN <ann@EXAMPLE.com>"], "cc": "BOB@example.com",
                     "bcc": ["cy@example.com", "ann@example.com"], "subject": "s", "text": "t"}"""));
            assertEquals(List.of("Ann@example.com", "bob@example.com", "cy@example.com"),
                    entry.recipients().stream().map(Recipient::address).toList());
        }

        @Test
        void inBccStandInTheEnvelopeAlone() throws Exception { // S26
            OutboxEntry entry = composer.compose(Requests.read(Requests.with("bcc",
                    "\"Hidden <hidden@example.com>\"")));
            assertEquals(List.of("ann@example.com", "hidden@example.com"),
                    entry.recipients().stream().map(Recipient::address).toList());
            assertFalse(mail(entry).contains("idden"));
        }
    }

    @Nested
    class ADuplicateId {
        @Test
        void isTheSameForTheSameRequestOnly() throws Exception {
            NotificationRequest request = Requests.read(request("server", "1"));
            byte[] body = Requests.GOOD.getBytes(UTF_8);
            String id = composer.duplicateId(request, body);
            assertAll(
                    () -> assertEquals(id,
                            composerAt(NOW.plusSeconds(9)).duplicateId(Requests.read(request("server", "1")), body)),
                    () -> assertNotEquals(id, composer.duplicateId(request, "other".getBytes(UTF_8))),
                    () -> assertNotEquals(id, composer.duplicateId(Requests.read(request("server", "2")), body)),
                    () -> assertNotEquals(id, composer.duplicateId(Requests.read(request("agent", "1")), body)),
                    () -> assertTrue(id.matches("[0-9a-f]{64}"), "brokers log it, so it tells nothing"));
        }
    }

    private static EntryComposer composerAt(Instant now) {
        return new EntryComposer(Requests.SENDERS, Clock.fixed(now, ZoneOffset.UTC));
    }

    private static String request(String sender, String id) {
        String request = Requests.with("sender", '"' + sender + '"');
        return request.substring(0, request.length() - 1) + ", \"id\": \"" + id + "\"}";
    }

    private static String mail(OutboxEntry entry) {
        return new String(entry.mail(), US_ASCII);
    }
}
