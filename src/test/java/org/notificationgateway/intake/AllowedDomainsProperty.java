// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.intake;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.statistics.Statistics;
import org.notificationgateway.delivery.FinishedMail;
import org.notificationgateway.delivery.PickupDialect;
import org.notificationgateway.outbox.Admission;
import org.notificationgateway.outbox.AdmissionControl;
import org.notificationgateway.outbox.OutboxEntry;
import org.notificationgateway.outbox.ledger.Recipient;
import org.notificationgateway.settings.Delivery;
import org.notificationgateway.settings.MailSettings;
import org.notificationgateway.settings.PolicySettings;
import org.notificationgateway.settings.Senders;

/** Searches for tricks nobody has thought of yet: whatever is asked for, no mail leaves AllowedDomains. */
class AllowedDomainsProperty {
    private static final Set<String> ALLOWED = Set.of("allowed.example", "xn--mller-kva.example");
    private static final Pattern HEADER = Pattern.compile("(?im)^(X-Receiver|To|Cc|Bcc|Resent-[A-Za-z]+): (.*)\r$");
    private static final Pattern AFTER_AT = Pattern.compile("@([^\\s<>,;\"]*)");
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build(); // half surrogate pairs too

    private final Senders senders = new Senders(List.of(new MailSettings(
            "server", "no-reply@contoso.com", new Delivery.Pickup(Path.of("/pickup")), "test",
            new PolicySettings(true, List.of("Allowed.Example", "müller.example"), null, null, 20), null, List.of(),
            List.of())));
    private final RequestReader reader = new RequestReader(senders, Requests.LIMITS, "trace", SenderRule.NONE);
    private final EntryComposer composer = new EntryComposer(senders, Clock.systemUTC(), Clock.systemUTC(), "trace");

    @Property(edgeCases = EdgeCasesMode.NONE)
    void noMailLeavesTheAllowedDomains(
            @ForAll("fields") Object to, @ForAll("fields") Object cc, @ForAll("fields") Object bcc) throws Exception {
        Map<String, Object> request = new HashMap<>(Map.of("subject", "s", "text", "t"));
        Map.of("to", to, "cc", cc, "bcc", bcc).forEach((name, value) -> {
            if (!value.equals(List.of())) {
                request.put(name, value);
            }
        });
        OutboxEntry entry;
        try {
            entry = composer.compose(reader.read(json(request), "id", null, null), null, null, null).mails().get(0).entry();
        } catch (InvalidRequestException e) {
            Statistics.label("request").collect("refused");
            return;
        }
        long suppressed = count(entry, Recipient.State.SUPPRESSED);
        long pending = count(entry, Recipient.State.PENDING);
        assertEquals(entry.recipients().size(), suppressed + pending);
        Statistics.label("request").collect(
                suppressed == 0 ? "accepted for all" : pending == 0 ? "suppressed for all" : "suppressed for some");
        for (Recipient recipient : entry.recipients()) {
            String domain = recipient.address().substring(recipient.address().indexOf('@') + 1);
            assertEquals(recipient.state() == Recipient.State.PENDING, ALLOWED.contains(domain), recipient.toString());
        }
        checkHeaders(new String(entry.mail(), ISO_8859_1));
        Admission admission = new AdmissionControl(senders, any -> false, any -> false, token -> Map.of()).admit(entry);
        assertEquals(Map.of(), admission.held().outcomes(), "the gate of the outbox agrees");
        FinishedMail mail = admission.mail();
        if (mail != null) {
            assertTrue(ALLOWED.containsAll(mail.envelope().recipients().stream()
                    .map(address -> address.substring(address.indexOf('@') + 1)).toList()));
            String eml = new String(PickupDialect.WINDOWS_SMTP.render(mail, mail.envelope().recipients()), ISO_8859_1);
            assertEquals(pending, eml.lines().filter(line -> line.startsWith("X-Receiver: ")).count());
            checkHeaders(eml);
        }
    }

    /** Read twice, by a mail library and by a reader that takes anything behind an @ for a domain. */
    private static void checkHeaders(String eml) throws AddressException {
        String head = eml.substring(0, eml.indexOf("\r\n\r\n") + 2).replaceAll("\r\n[ \t]", " ");
        Matcher header = HEADER.matcher(head);
        while (header.find()) {
            String value = header.group(2);
            for (InternetAddress address : InternetAddress.parseHeader(value, true)) {
                String text = address.getAddress();
                assertTrue(text.equals("undisclosed-recipients:;")
                        || ALLOWED.contains(text.substring(text.indexOf('@') + 1)), head);
            }
            Matcher at = AFTER_AT.matcher(value);
            while (at.find()) {
                assertTrue(ALLOWED.contains(at.group(1)), head);
            }
        }
    }

    /** A field in each form: absent, one string, one object, or an array of both. */
    @Provide
    Arbitrary<Object> fields() {
        Arbitrary<Object> one = Arbitraries.frequencyOf(
                Tuple.of(12, plain().map(Object.class::cast)),
                Tuple.of(4, named().map(Object.class::cast)),
                Tuple.of(1, nearMiss().map(Object.class::cast)),
                Tuple.of(1, Arbitraries.strings().ofMaxLength(60).map(Object.class::cast)));
        return Arbitraries.frequencyOf(
                Tuple.of(2, Arbitraries.just(List.of())),
                Tuple.of(2, one),
                Tuple.of(2, one.list().ofMinSize(1).ofMaxSize(3).map(Object.class::cast)));
    }

    private static Arbitrary<Object> named() {
        return Combinators.combine(names(), plain(), Arbitraries.of(true, false)).as((name, address, object) ->
                object ? Map.of("name", name, "address", address) : name + " <" + address + ">");
    }

    private static Arbitrary<String> plain() {
        return Combinators.combine(Arbitraries.of("a", "B", "a.b", "x+y", "o'c", "a_1"), domains())
                .as((local, domain) -> local + "@" + domain);
    }

    /** Whole and almost whole domains, in changing case. */
    private static Arbitrary<String> domains() {
        return Arbitraries.frequencyOf(
                Tuple.of(6, Arbitraries.of(
                        "allowed.example", "ALLOWED.EXAMPLE", "Allowed.Example", "müller.example", "MÜLLER.example",
                        "xn--mller-kva.example", "XN--MLLER-KVA.EXAMPLE")),
                Tuple.of(3, Arbitraries.of(
                        "evil.example", "sub.allowed.example", "evilallowed.example", "allowed.example.evil.example",
                        "allowed.exampl", "аllowed.example", "muller.example", "mueller.example", "xn--llowed-9ye.example",
                        "allowed-example.com", "example")));
    }

    private static Arbitrary<String> names() {
        return Arbitraries.frequencyOf(
                Tuple.of(8, Arbitraries.of("Ann", "\"Ann\"", "Zoé", "evil.example", "", "A, B", "a\\\"b", "=?x?=")),
                Tuple.of(1, pieces(3)));
    }

    private static Arbitrary<String> nearMiss() {
        return Combinators.combine(pieces(4), plain(), pieces(4)).as((before, address, after) -> before + address + after);
    }

    /** What separates, quotes, comments, routes or looks like something else. */
    private static Arbitrary<String> pieces(int most) {
        return Arbitraries.of(Stream.concat(
                        "@ , ; : < > ( ) [ ] \" \\ % ! . .. - a evil.example @evil.example allowed.example".lines()
                                .flatMap(line -> Stream.of(line.split(" "))),
                        Stream.of(" ", "\t", "\r\n", "\n", "\u0000", "\r\nBcc: b@evil.example", "\u212A", "\uFF20", "\u3002",
                                "\u200B", "\u200F", "\u202E", "\u00AD", "\uFE6B", "ŀ", "ľ", "ß", "\uD800", "\u2028", "=?utf-8?q?",
                                "?=")).toList())
                .list().ofMaxSize(most).map(list -> String.join("", list));
    }

    private static long count(OutboxEntry entry, Recipient.State state) {
        return entry.recipients().stream().filter(recipient -> recipient.state() == state).count();
    }

    private static byte[] json(Map<String, Object> request) throws JsonProcessingException {
        return JSON.writeValueAsBytes(request);
    }
}
