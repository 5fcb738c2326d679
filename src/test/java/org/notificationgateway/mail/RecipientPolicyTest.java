// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.notificationgateway.mail.RecipientPolicy.Decision;
import org.notificationgateway.mail.RecipientPolicy.Suppressed;

/** Fixes the order in which settings take recipients out, because the product leaves it open and each order differs. */
class RecipientPolicyTest {
    private static final String CAUGHT = "CatchAllAddress gets the mail instead";
    private static final String OUTSIDE = "not in AllowedDomains";
    private static final String OFF = "Enabled is false";

    /** Fields of addresses with spaces between; reasons are those of the addresses taken out. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
        nobody is taken out by default      |         |       |      |   | a@x.com | b@x.com | c@x.com | a@x.com | b@x.com | c@x.com |
        twice in one field is once          |         |       |      |   | a@x.com A@X.COM | | | a@x.com | | |
        twice in two fields stays in To     |         |       |      |   | a@x.com | A@x.com b@x.com | B@x.com c@x.com | a@x.com | b@x.com | c@x.com |
        the catch-all replaces every field  |         | z@x.com |    |   | a@x.com | b@x.com | c@x.com | z@x.com | | | a@x.com b@x.com c@x.com
        the catch-all was asked for         |         | z@x.com |    |   | a@x.com | z@x.com | | z@x.com | | | a@x.com
        the copy joins Cc                   |         |       | y@x.com | | a@x.com | b@x.com | c@x.com | a@x.com | b@x.com y@x.com | c@x.com |
        the copy was asked for in To        |         |       | Y@x.com | | y@x.com | | | y@x.com | | |
        the copy was asked for in Bcc       |         |       | y@x.com | | a@x.com | | y@x.com | a@x.com | y@x.com | |
        both catchers, nobody else          |         | z@x.com | y@x.com | | a@x.com | | y@x.com | z@x.com | y@x.com | | a@x.com
        both catchers are one               |         | z@x.com | z@x.com | | a@x.com | | | z@x.com | | | a@x.com
        domains are whole ones              | x.com   |       |      |   | a@x.com | a@sub.x.com a@xx.com | a@x.com.org b@x.com | a@x.com | | b@x.com | a@sub.x.com a@xx.com a@x.com.org
        domains have no letter case         | X.Com   |       |      |   | a@x.com | B@X.COM | | a@x.com | B@x.com | |
        one of several domains is enough    | x.com y.org |   |      |   | a@x.com b@y.org c@z.net | | | a@x.com b@y.org | | | c@z.net
        a Unicode domain allows its xn form | müller.example | |   |   | a@xn--mller-kva.example | b@MÜLLER.example | | a@xn--mller-kva.example | b@xn--mller-kva.example | |
        an xn domain allows its Unicode form | XN--mller-kva.example | | | | a@müller.example | | | a@xn--mller-kva.example | | |
        the catch-all obeys the domains     | x.com   | z@y.org |    |   | a@x.com | | | | | | a@x.com z@y.org
        the copy obeys the domains          | x.com   |       | y@y.org | | a@x.com | | | a@x.com | | | y@y.org
        the greatest number counts To first |         |       |      | 2 | a@x.com | b@x.com | c@x.com | a@x.com | b@x.com | | c@x.com
        then Cc, the copy last of it        |         |       | y@x.com | 2 | a@x.com | b@x.com | c@x.com | a@x.com | b@x.com | | y@x.com c@x.com
        only who is allowed is counted      | x.com   |       |      | 2 | a@y.org a@x.com | b@y.org | c@x.com | a@x.com | | c@x.com | a@y.org b@y.org
        who stands twice is counted once    |         |       |      | 2 | a@x.com A@x.com | a@X.com | b@x.com | a@x.com | | b@x.com |
        the catchers count too              |         | z@x.com | y@x.com | 1 | a@x.com | | | z@x.com | | | a@x.com y@x.com
        taken out twice is named once       | x.com   |       |      | 1 | a@x.com | B@y.org b@Y.ORG | c@x.com C@x.com | a@x.com | | | B@y.org c@x.com
        """)
    void takesRecipientsOutInOneOrder(
            String rule, String domains, String catchAll, String catchAllCc, Integer most,
            String to, String cc, String bcc, String keptTo, String keptCc, String keptBcc, String suppressed) {
        RecipientPolicy policy = new RecipientPolicy(
                true, words(domains), mailbox(catchAll), mailbox(catchAllCc), most == null ? 100 : most);
        Decision decision = policy.decide(new Recipients(mailboxes(to), mailboxes(cc), mailboxes(bcc)));
        assertEquals(mailboxes(keptTo), decision.recipients().to(), "To");
        assertEquals(mailboxes(keptCc), decision.recipients().cc(), "Cc");
        assertEquals(mailboxes(keptBcc), decision.recipients().bcc(), "Bcc");
        assertEquals(words(suppressed), decision.suppressed().stream().map(Suppressed::address).toList());
        Set<String> kept = decision.recipients().all().stream().map(Mailbox::address).collect(Collectors.toSet());
        assertTrue(decision.suppressed().stream().noneMatch(s -> kept.contains(s.address())), "never kept and taken out");
    }

    @Test
    void namesTheSettingForEachSuppressed() {
        RecipientPolicy policy = new RecipientPolicy(true, List.of("x.com"), null, mailbox("copy@y.org"), 1);
        Decision decision = policy.decide(asked("a@x.com", "b@x.com", "c@evil.example"));
        assertEquals(
                List.of(new Suppressed("b@x.com", "above MaxRecipients (1)"), new Suppressed("c@evil.example", OUTSIDE),
                        new Suppressed("copy@y.org", OUTSIDE)),
                decision.suppressed());
        Decision caught = new RecipientPolicy(true, List.of(), mailbox("all@x.com"), null, 9).decide(asked("a@x.com"));
        assertEquals(List.of(new Suppressed("a@x.com", CAUGHT)), caught.suppressed());
    }

    @ParameterizedTest(name = "catch-all {0}, copy {1}")
    @CsvSource({",", "all@x.com,", ",copy@x.com", "all@x.com,copy@x.com"})
    void deliversToNobodyWhenEnabledIsFalse(String catchAll, String copy) {
        RecipientPolicy policy = new RecipientPolicy(false, List.of(), mailbox(catchAll), mailbox(copy), 100);
        Decision decision = policy.decide(asked("a@x.com", "b@x.com"));
        assertEquals(List.of(), decision.recipients().all());
        List<String> out = decision.suppressed().stream().map(Suppressed::address).toList();
        assertTrue(out.containsAll(List.of("a@x.com", "b@x.com")), out.toString());
        assertEquals(Set.of(OFF), decision.suppressed().stream().map(Suppressed::reason).collect(Collectors.toSet()));
        assertEquals(Optional.of(OFF), policy.objection("a@x.com"));
    }

    @ParameterizedTest(name = "{0}, {1}, {2}, {3}: {4}")
    @CsvSource(delimiter = '|', textBlock = """
        false |       |         |         | a@x.com     | Enabled is false
        false | x.com | z@x.com | y@x.com | z@x.com     | Enabled is false
        true  |       |         |         | a@x.com     |
        true  | x.com |         |         | A@X.COM     |
        true  | x.com |         |         | a@sub.x.com | not in AllowedDomains
        true  | x.com |         | y@y.org | y@y.org     | not in AllowedDomains
        true  |       | z@x.com |         | a@x.com     | CatchAllAddress gets the mail instead
        true  |       | z@x.com |         | Z@x.com     |
        true  |       | z@x.com | y@x.com | y@x.com     |
        true  | x.com | z@y.org |         | z@y.org     | not in AllowedDomains
        true  | müller.example | |       | a@xn--mller-kva.example |
        """)
    void objectsLaterForTheSameReasons(
            boolean enabled, String domains, String catchAll, String copy, String address, String reason) {
        RecipientPolicy policy = new RecipientPolicy(enabled, words(domains), mailbox(catchAll), mailbox(copy), 1);
        assertEquals(Optional.ofNullable(reason), policy.objection(address));
    }

    @ParameterizedTest
    @ValueSource(strings = {"*.x.com", "x", ".x.com", "x.com.", "a@x.com", "127.0.0.1", "x .com"})
    void takesNoPatternForADomain(String domain) {
        assertThrows(IllegalArgumentException.class, () -> new RecipientPolicy(true, List.of(domain), null, null, 1));
    }

    @Test
    void keepsTheNameOfTheFirstMention() {
        Decision decision = new RecipientPolicy(true, List.of(), null, null, 100).decide(new Recipients(
                List.of(Mailbox.parse("Ann <a@x.com>")), List.of(Mailbox.parse("Other <A@x.com>")), List.of()));
        assertEquals(List.of(new Mailbox("Ann", "a@x.com")), decision.recipients().all());
    }

    @Test
    void cutsAHundredToTheNumber() {
        String[] hundred = IntStream.range(0, 100).mapToObj(i -> "n" + i + "@x.com").toArray(String[]::new);
        Decision decision = new RecipientPolicy(true, List.of(), null, null, 20).decide(asked(hundred));
        assertEquals(20, decision.recipients().to().size());
        assertEquals(80, decision.suppressed().size());
        assertEquals("n20@x.com", decision.suppressed().get(0).address());
    }

    private static Recipients asked(String... to) {
        return new Recipients(Arrays.stream(to).map(Mailbox::parse).toList(), List.of(), List.of());
    }

    private static List<String> words(@Nullable String text) {
        return text == null ? List.of() : List.of(text.split(" "));
    }

    private static List<Mailbox> mailboxes(@Nullable String text) {
        return words(text).stream().map(Mailbox::parse).toList();
    }

    private static @Nullable Mailbox mailbox(@Nullable String text) {
        return text == null ? null : Mailbox.parse(text);
    }
}
