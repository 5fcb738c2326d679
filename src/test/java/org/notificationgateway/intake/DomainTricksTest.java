// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.intake;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.notificationgateway.outbox.Acceptance;
import org.notificationgateway.outbox.OutboxEntry;
import org.notificationgateway.outbox.ledger.Recipient;
import org.notificationgateway.settings.Delivery;
import org.notificationgateway.settings.MailSettings;
import org.notificationgateway.settings.PolicySettings;
import org.notificationgateway.settings.Senders;

/** Lets none of the known tricks carry mail past AllowedDomains; their numbers are those of our security notes. */
class DomainTricksTest {
    private static final String OUTSIDE = "not in AllowedDomains";
    private static final String LONG = "d".repeat(60) + ".";

    @ParameterizedTest(name = "D01, D18: {0}")
    @CsvSource({
        "a@allowed.example, a@allowed.example",
        "A@ALLOWED.EXAMPLE, A@allowed.example",
        "Ann <a@allowed.example>, a@allowed.example",
        "evil.example <a@allowed.example>, a@allowed.example",
        "a@müller.example, a@xn--mller-kva.example",
        "a@MÜLLER.EXAMPLE, a@xn--mller-kva.example",
        "a@XN--MLLER-KVA.example, a@xn--mller-kva.example"})
    void anAllowedDomainIsServedHoweverItIsWritten(String address, String served) throws Exception {
        for (String allowed : List.of("allowed.example;müller.example", "ALLOWED.Example;xn--mller-kva.example")) {
            OutboxEntry entry = compose(request("to", address), allowed);
            assertEquals(List.of(Recipient.pending(served)), entry.recipients());
            assertTrue(text(entry).contains(served.toLowerCase(Locale.ROOT)), "the header names the address that is served");
        }
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "D02, b@evil.example", "D03, b@sub.allowed.example", "D03, b@evilallowed.example",
        "D03, b@allowed.example.evil.example", "D03, b@allowed.exampl", "D03, b@xn--llowed-q4a.example",
        "D17, b@аllowed.example", "D18, b@mueller.example", "D18, b@muller.example"})
    void anotherDomainIsSuppressedVisiblyAndTheOthersAreServed(String number, String address) throws Exception {
        for (String field : List.of("to", "cc", "bcc")) {
            OutboxEntry entry = compose(request(field, "a@allowed.example", address), "allowed.example;müller.example");
            List<Recipient> all = entry.recipients();
            assertEquals(2, all.size());
            assertEquals(Recipient.pending("a@allowed.example"), all.get(0));
            assertEquals(Recipient.suppressed(all.get(1).address(), OUTSIDE), all.get(1), number);
            assertFalse(text(entry).contains(all.get(1).address()), "nothing of the suppressed in the bytes");
            assertTrue(Receipt.of("d", new Acceptance(Acceptance.Kind.ACCEPTED, "", entry.messageId(), all))
                    .summary().contains(OUTSIDE), "and the answer says so");
        }
    }

    /** Number, address, and INVALID_ADDRESS unless said otherwise. */
    static Stream<Arguments> refused() {
        return Stream.of("D04 a@allowed.example.", "D04 a@.allowed.example", "D04 a@allowed..example",
                "D05 \"x <a@allowed.example>\" <b@evil.example>", "D05 x <a@allowed.example> <b@evil.example>",
                "D06 <a@allowed.example>c@evil.example", "D06 c@evil.example<a@allowed.example>",
                "D06 <a@allowed.example> c", "D06 <<a@allowed.example>>",
                "D07 a@evil.example, b <b@allowed.example>", "D07 a@evil.example;<b@allowed.example>",
                "D08 <@evil.example:a@allowed.example>", "D08 @evil.example:a@allowed.example",
                "D09 a%evil.example@allowed.example", "D09 evil.example!a@allowed.example",
                "D09 a@evil.example@allowed.example",
                "D10 \"a@evil.example\"@allowed.example", "D10 \"a b\"@allowed.example", "D10 \"\"@allowed.example",
                "D11 g: a@allowed.example, c@evil.example;", "D11 undisclosed-recipients:;",
                "D11 g:a@allowed.example;",
                "D12 a@allowed.example,b@evil.example", "D12 b@evil.example,a@allowed.example",
                "D12 b@evil.example;a@allowed.example", "D12 b@evil.example a@allowed.example",
                "D12 <b@evil.example>,<a@allowed.example>",
                "D13 a@allowed(.evil.)example", "D13 a(x)@allowed.example", "D13 a@allowed.example(b@evil.example)",
                "D14 a@[127.0.0.1]", "D14 a@1.2.3.4", "D14 a@localhost", "D14 a", "D14 postmaster", "D14 a@", "D14 @",
                "D15 a@allowed.example\u0000", "D15 a@allowed.example\r\n",
                "D15 a@allowed.example\r\nX-Receiver: b@evil.example",
                "D15 Ann\r\n <a@allowed.example>", "D15 <a@allowed.example>\r\n",
                "D16 xŀevil.exampleľ@allowed.example", "D16 x＠evil.example@allowed.example",
                "D17 a@blac\u212A.example", "D17 a@\uFF41llowed.example", "D17 a@allowed\u3002example",
                "D17 a@allowed\uFF0Eexample", "D17 a@al\u200Blowed.example", "D17 a@al\u00ADlowed.example",
                "D17 a@al\u200Flowed.example", "D17 a@\u202Eelpmaxe.dewolla", "D17 a\uFF20allowed.example",
                "D18 a@mu\u0308LLER\uFF0Eexample", "D18 a@xn--.example-",
                "D19 é@allowed.example", "D19 \u0430@allowed.example",
                "D20 " + "l".repeat(65) + "@allowed.example", "D20 a@" + LONG.repeat(5) + "example",
                "D20 a@" + "d".repeat(64) + ".example", "D20 a@-b.example", "D20 a@b-.example", "D20 a..b@allowed.example",
                "D20 .a@allowed.example", "D20 a.@allowed.example", "D20 @allowed.example",
                "D20 " + "l".repeat(60) + "@" + LONG.repeat(3) + "example.example")
                .map(line -> Arguments.of(line.substring(0, 3), line.substring(4)));
    }

    @ParameterizedTest(name = "{0}, line {index}")
    @MethodSource("refused")
    void aTrickyAddressIsRefusedInEveryFieldAndForm(String number, String address) throws Exception {
        for (String field : List.of("to", "cc", "bcc", "replyTo")) {
            assertRefused(number, field, field.equals("replyTo")
                    ? Map.of("to", "a@allowed.example", field, address) : Map.of(field, address));
        }
        assertRefused(number, "to/1", request("to", "a@allowed.example", address));
        if (!address.contains("<")) {
            assertRefused(number, "cc", Map.of("cc", Map.of("address", address)));
            assertRefused(number, "bcc", Map.of("bcc", Map.of("address", address, "name", "Ann")));
        }
    }

    @ParameterizedTest(name = "D07, display name {0}")
    @ValueSource(strings = {"x\r\nBcc: b@evil.example", "\r\n", "x\u0000", "x\u202Ey", "a\u2028b"})
    void aDisplayNameThatCouldBeTakenForALineIsRefused(String name) throws Exception {
        assertRefused("D07", "to", Map.of("to", Map.of("name", name, "address", "a@allowed.example")));
    }

    @ParameterizedTest(name = "D07, E6: {0}")
    @ValueSource(strings = {
        "b@evil.example <a@allowed.example>", "\"b@evil.example\" <a@allowed.example>", "\"b@evil.example, c\" <a@allowed.example>"})
    void aDisplayNameThatReadsLikeAnAddressIsQuotedAndServesNobody(String address) throws Exception {
        OutboxEntry entry = compose(request("to", address), "allowed.example");
        assertEquals(List.of(Recipient.pending("a@allowed.example")), entry.recipients());
        assertTrue(text(entry).contains("\"b@evil.example"), text(entry));
    }

    @ParameterizedTest(name = "D22, {0}")
    @ValueSource(strings = {"from", "sender", "From", "Sender", "Reply-To", "Return-Path", "X-Sender", "X-Receiver", "Bcc"})
    void noRequestChoosesFromSenderOrEnvelope(String name) {
        String value = "b@evil.example";
        assertThrows(InvalidRequestException.class, () -> compose(Map.of("to", "a@allowed.example", name, value), ""));
        assertThrows(InvalidRequestException.class,
                () -> compose(Map.of("to", "a@allowed.example", "headers", Map.of(name, value)), ""));
    }

    @Test
    void d22FromIsOfTheSettingsAndReplyToIsFree() throws Exception {
        OutboxEntry entry =
                compose(Map.of("to", "a@allowed.example", "replyTo", "desk@partner.example"), "allowed.example");
        assertEquals("no-reply@contoso.com", entry.from());
        assertTrue(text(entry).contains("from: no-reply@contoso.com\r\n"));
        // No mail goes there by our hand, so AllowedDomains has no say in it.
        assertTrue(text(entry).contains("reply-to: desk@partner.example\r\n"));
        assertEquals(List.of(Recipient.pending("a@allowed.example")), entry.recipients());
    }

    private static void assertRefused(String number, String pointer, Map<String, Object> request) {
        InvalidRequestException refusal = assertThrows(
                InvalidRequestException.class, () -> compose(request, "allowed.example"), number);
        assertEquals(List.of("/" + pointer), refusal.faults().stream().map(RequestFault::pointer).toList());
        Set<FaultCode> codes = refusal.faults().stream().map(RequestFault::code).collect(Collectors.toSet());
        assertTrue(Set.of(FaultCode.INVALID_ADDRESS, FaultCode.INVALID_CHARACTER).containsAll(codes), codes.toString());
    }

    private static Map<String, Object> request(String field, String... addresses) {
        return Map.of(field, addresses);
    }

    private static OutboxEntry compose(Map<String, Object> fields, String allowedDomains)
            throws InvalidRequestException, JsonProcessingException {
        Map<String, Object> request = new HashMap<>(Map.of("id", "d", "subject", "s", "text", "t"));
        request.putAll(fields);
        List<String> domains = allowedDomains.isEmpty() ? List.of() : List.of(allowedDomains.split(";"));
        Senders senders = new Senders(List.of(new MailSettings(
                "server", "no-reply@contoso.com", new Delivery.Pickup(Path.of("/pickup")), "test",
                new PolicySettings(true, domains, null, null, 100), null, List.of(), List.of())));
        byte[] json = new ObjectMapper().writeValueAsString(request).getBytes(UTF_8);
        return new EntryComposer(senders, Clock.systemUTC(), Clock.systemUTC(), "trace")
                .compose(new RequestReader(senders, Requests.LIMITS, "trace", SenderRule.NONE).read(json, "d", null, null), null, null, null).mails().get(0).entry();
    }

    private static String text(OutboxEntry entry) {
        return new String(entry.mail(), ISO_8859_1).toLowerCase(Locale.ROOT);
    }
}
