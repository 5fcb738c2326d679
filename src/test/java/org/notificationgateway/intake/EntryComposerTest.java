// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.intake;

import static java.nio.charset.StandardCharsets.US_ASCII;
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
import org.notificationgateway.outbox.ledger.Recipient;

/** Only its Message-ID tells a mail that goes out twice from two mails, so it must outlive everything. */
class EntryComposerTest {
    private static final Instant NOW = Instant.parse("2026-11-21T08:00:00Z");

    private final EntryComposer composer = composerAt(NOW);

    @Nested
    class AMessageId {
        @Test
        void staysTheSameForSenderIdAndContentAtAnyTime() throws Exception {
            OutboxEntry first = entry(Requests.batch(request("server", "id-1")));
            OutboxEntry later = entry(composerAt(NOW.plus(Duration.ofDays(1))),
                    Requests.batch(request("server", "id-1")));
            assertEquals(first.messageId(), later.messageId());
        }

        @Test
        void differsWithSenderAndId() throws Exception {
            Set<String> ids = new HashSet<>();
            for (String sender : List.of("server", "agent")) {
                for (String id : List.of("id-1", "id-2", "ID-1", "1", "11")) {
                    ids.add(entry(Requests.batch(request(sender, id))).messageId());
                }
            }
            assertEquals(10, ids.size());
        }

        @Test
        void differsWithTheContent() throws Exception {
            assertNotEquals(
                    entry(Requests.batch(request("server", "1"))).messageId(),
                    entry(Requests.batch(request("server", "1").replace("Hello", "Good bye"))).messageId());
        }

        @Test
        void tellsNothingButTheSendersDomain() throws Exception {
            OutboxEntry entry = entry(Requests.batch(request("server", "reset-of-ann")));
            assertTrue(entry.messageId().matches("<[0-9a-f]{40}@contoso\\.com>"), entry.messageId());
        }

        @Test
        void standsInTheMail() throws Exception {
            OutboxEntry entry = entry(Requests.batch(Requests.GOOD));
            assertTrue(mail(entry).contains("\r\nMessage-ID: " + entry.messageId() + "\r\n"));
        }
    }

    @Nested
    class AnEntry {
        @Test
        void carriesWhatTheRequestSays() throws Exception {
            OutboxEntry entry = entry(Requests.batch("""
                    {"id": "id-1", "sender": "agent", "to": "ann@example.com", "subject": "s", "text": "t",
                     "notBefore": "2035-01-31T12:00:00Z", "expiresAt": "2036-01-31T12:00:00Z", "tags": ["a"]}"""));
            assertAll(
                    () -> assertEquals(Instant.parse("2035-01-31T12:00:00Z"), entry.notBefore()),
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
            OutboxEntry server = entry(Requests.batch(request("server", "1")));
            OutboxEntry agent = entry(Requests.batch(request("agent", "1")));
            assertAll(
                    () -> assertEquals("no-reply@contoso.com", server.from()),
                    () -> assertTrue(mail(server).contains("From: \"Access Desk\" <no-reply@contoso.com>\r\n")),
                    () -> assertEquals("reset@contoso.com", agent.from()),
                    () -> assertTrue(mail(agent).contains("From: reset@contoso.com\r\n")));
        }

        @Test
        void isDatedWhenItWasAccepted() throws Exception {
            assertTrue(mail(entry(Requests.batch(Requests.GOOD)))
                    .contains("\r\nDate: Sat, 21 Nov 2026 08:00:00 +0000\r\n"));
        }

        @Test
        void isTheSameWhenComposedAgain() throws Exception {
            OutboxEntry first = entry(Requests.batch(Requests.GOOD));
            assertArrayEquals(first.mail(), entry(Requests.batch(Requests.GOOD)).mail());
        }
    }

    @Nested
    class Recipients {
        @Test
        void namedTwiceGetOneCopyAndKeepTheirFirstSpelling() throws Exception { // B52
            OutboxEntry entry = entry(Requests.batch("""
                    {"to": ["Ann@Example.com", "bob@example.com", "ANN <ann@EXAMPLE.com>"], "cc": "BOB@example.com",
                     "bcc": ["cy@example.com", "ann@example.com"], "subject": "s", "text": "t"}"""));
            assertEquals(List.of("Ann@example.com", "bob@example.com", "cy@example.com"),
                    entry.recipients().stream().map(Recipient::address).toList());
        }

        @Test
        void inBccStandInTheEnvelopeAlone() throws Exception { // S26
            OutboxEntry entry = entry(Requests.batch(Requests.with("bcc",
                    "\"Hidden <hidden@example.com>\"")));
            assertEquals(List.of("ann@example.com", "hidden@example.com"),
                    entry.recipients().stream().map(Recipient::address).toList());
            assertFalse(mail(entry).contains("idden"));
        }
    }

    private OutboxEntry entry(RequestBatch batch) {
        return entry(composer, batch);
    }

    private static OutboxEntry entry(EntryComposer composer, RequestBatch batch) {
        return composer.compose(batch, null, null, null).mails().get(0).entry();
    }

    private static EntryComposer composerAt(Instant now) {
        return new EntryComposer(Requests.SENDERS, Clock.fixed(now, ZoneOffset.UTC), Clock.fixed(now, ZoneOffset.UTC), "trace");
    }

    private static String request(String sender, String id) {
        String request = Requests.with("sender", '"' + sender + '"');
        return request.substring(0, request.length() - 1) + ", \"id\": \"" + id + "\"}";
    }

    private static String mail(OutboxEntry entry) {
        return new String(entry.mail(), US_ASCII);
    }
}
