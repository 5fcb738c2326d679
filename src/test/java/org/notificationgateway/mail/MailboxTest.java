// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.mail;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An address decides who reads a reset link, so this page lists what is one and, at greater length, what is none. */
class MailboxTest {
    private static final String LABEL = "abcdefghi-abcdefghi-abcdefghi-abcdefghi-abcdefghi-abcdefghi-abc"; // 63

    @Nested
    class AnAddress {
        @ParameterizedTest(name = "{0} is {1}")
        @CsvSource(delimiter = ' ', quoteCharacter = '"', value = {
            "ann@example.com ann@example.com",
            "Ann.O'Neil+tag@mail.example.com Ann.O'Neil+tag@mail.example.com",
            "#$&*/=?^_`{|}~-@example.com #$&*/=?^_`{|}~-@example.com",
            "A@ALLOWED.EXAMPLE A@allowed.example",
            "1@1and1.example 1@1and1.example",
            "a@b-c.d--e.example a@b-c.d--e.example"
        })
        void keepsItsLocalPartAndGetsALowerCaseDomain(String written, String address) {
            assertEquals(address, Mailbox.parse(written).address());
        }

        @ParameterizedTest(name = "{0} is {1}")
        @CsvSource({
            "müller.example, xn--mller-kva.example",
            "MÜLLER.Example, xn--mller-kva.example",
            "mu\u0308ller.example, xn--mller-kva.example", // NFD, as macOS writes it
            "xn--mller-kva.example, xn--mller-kva.example",
            "XN--MLLER-KVA.example, xn--mller-kva.example",
            "例え.example, xn--r8jz45g.example"
        })
        void carriesItsDomainInAsciiLabels(String written, String domain) {
            assertEquals(domain, Mailbox.parse("a@" + written).domain());
        }

        @Test
        void mayBeAsLongAsSmtpAllows() {
            String local = "l".repeat(64);
            String longest = local + "@" + LABEL + "." + LABEL + "." + "d".repeat(53) + ".example";
            assertAll(
                    () -> assertEquals(254, longest.length()),
                    () -> assertEquals(longest, Mailbox.parse(longest).address()),
                    () -> assertRefused(longest + "s"),
                    () -> assertEquals("a@" + LABEL + ".example", Mailbox.parse("a@" + LABEL + ".example").address()),
                    () -> assertRefused("a@a" + LABEL + ".example"),
                    () -> assertRefused("l" + local + "@example.com"));
        }

        @Test
        void hasADomainOfAtMost253Characters() {
            String domain = LABEL + "." + LABEL + "." + LABEL + "." + "d".repeat(53) + ".example";
            IllegalArgumentException tooLong =
                    assertThrows(IllegalArgumentException.class, () -> new Mailbox(null, "a@" + domain));
            assertAll(
                    () -> assertEquals(253, domain.length()),
                    () -> assertEquals("is longer than 254 characters", tooLong.getMessage()),
                    () -> assertEquals(
                            "has a domain that is no full host name",
                            assertThrows(IllegalArgumentException.class, () -> new Mailbox(null, "a@" + domain + "s"))
                                    .getMessage()));
        }
    }

    /** Numbers are those of the domain tricks in the security reference. */
    @Nested
    class ATrick {
        @ParameterizedTest(name = "{0} {1}")
        @CsvSource(delimiter = '|', quoteCharacter = '^', value = {
            "D04 trailing dot | a@allowed.example.",
            "D05 two angles | \"x <a@allowed.example>\" <b@evil.example>",
            "D06 text after the angle | <a@allowed.example>c@evil.example",
            "D06 a second angle | <a@allowed.example> <c@evil.example>",
            "D07 a list that ends in a named address | a@evil.example, b <b@allowed.example>",
            "D07 the same with a semicolon | a@evil.example; b <b@allowed.example>",
            "D08 source route | <@evil.example:a@allowed.example>",
            "D09 percent hack | a%evil.example@allowed.example",
            "D09 bang path | evil.example!a@allowed.example",
            "D10 quoted address | \"a@evil.example\"@allowed.example",
            "D10 quoted space | \"a b\"@allowed.example",
            "D11 group | g: a@allowed.example, c@evil.example;",
            "D11 empty group | undisclosed-recipients:;",
            "D12 comma | a@allowed.example,b@evil.example",
            "D12 semicolon | a@allowed.example;b@evil.example",
            "D12 space | a@allowed.example b@evil.example",
            "D13 comment in the domain | a@allowed(.evil.)example",
            "D13 comment in the local part | a(x)@allowed.example",
            "D14 address literal | a@[127.0.0.1]",
            "D14 IP address | a@1.2.3.4",
            "D14 no full name | a@localhost",
            "D14 no domain | postmaster",
            "D14 nothing before | @allowed.example",
            "D14 nothing after | a@",
            "D20 label begins with a hyphen | a@-b.example",
            "D20 label ends with a hyphen | a@b-.example",
            "D20 two dots | a..b@example.com",
            "D20 leading dot | .a@example.com",
            "D20 trailing dot | a.@example.com",
            "D20 empty label | a@example..com",
            "two at signs | a@b@example.com",
            "underscore in the domain | a@ex_ample.com",
            "open angle | <a@example.com"
        })
        void isRefused(String number, String address) {
            assertRefused(address);
        }

        @ParameterizedTest(name = "case {index}")
        @ValueSource(strings = {
            "a@allowed.example\u0000", // D15
            "a@allowed.example\r\n",
            "a@allowed.example\r\nRCPT TO:<b@evil.example>",
            "x\u0140evil.example\u013E@allowed.example", // D16: low bytes are "@" and ">"
            "x\u0120evil@allowed.example", // low byte is a space
            "a@\u212Aelvin.example", // D17: the Kelvin sign would become k
            "a@\uFF41llowed.example", // full-width a
            "a@allowed\uFF0Eexample.example", // full-width dot
            "a@allowed\u3002example.example", // ideographic full stop
            "a@allowed\uFF61example.example",
            "a@allow\u200Bed.example", // zero-width space
            "a@allow\u00ADed.example", // soft hyphen
            "a@\u202Eelpmaxe.example", // right-to-left override
            "a@stra\u00DFe.example", // IDNA 2003 and 2008 lead to different domains
            "a@\u03C2.example", // final sigma, likewise
            "a@\u2100.example", // one character that becomes "a/c"
            "a@\u00FC..example",
            "a@\uD800.example",
            "\u00E9@allowed.example" // D19
        })
        void withCharactersThatStandForOthersIsRefused(String address) {
            assertRefused(address);
        }
    }

    @Nested
    class AName {
        @ParameterizedTest(name = "{0}")
        @CsvSource(delimiter = '|', quoteCharacter = '^', value = {
            "Ann Lee <ann@example.com> | Ann Lee",
            "Ann Lee<ann@example.com> | Ann Lee",
            "\"Lee, Ann\" <ann@example.com> | Lee, Ann",
            "\"Ann \\\"Annie\\\" Lee\" <ann@example.com> | Ann \"Annie\" Lee",
            "Zoë 张伟 🎉 <ann@example.com> | Zoë 张伟 🎉",
            "=?utf-8?B?eA==?= <ann@example.com> | =?utf-8?B?eA==?="
        })
        void isReadAsWritten(String written, String name) {
            assertEquals(new Mailbox(name, "ann@example.com"), Mailbox.parse(written));
        }

        @ParameterizedTest(name = "E6: {0}")
        @CsvSource(delimiter = '|', quoteCharacter = '^', ignoreLeadingAndTrailingWhitespace = false, value = {
            "ann@example.com <ann@example.com>|ann@example.com", "Contoso @ Work <ann@example.com>|Contoso @ Work",
            "\"a@b.example, c\" <ann@example.com>|a@b.example, c", "Lee, Ann; (IT) <ann@example.com>|Lee, Ann; (IT)",
            " Ann <ann@example.com> |Ann", "\u200FAnn\u200E <ann@example.com>|Ann", "\u061CAnn <\u200Eann@example.com\u200F>|Ann",
            "\u00A0Ann\u3000< ann@example.com >|Ann", "\tAnn\t<\tann@example.com>|Ann",
            "\uFEFFAnn <\u202Aann@example.com\u202C>\u200B|Ann", "\u2068Ann\u2069 <ann@example.com>|Ann",
            "\u2066\u2067Ann\u2069\u2069<ann@example.com>|Ann", "\u2068Ann <ann@example.com>\u2069|Ann",
            "\"\u2068Ann\u2069\" <ann@example.com>|Ann", "\u202BAnn\u202C <ann@example.com>|Ann",
            "\u200D\u2060Ann\u200C <ann@example.com>|Ann", "\u202EnnA <ann@example.com>|nnA"})
        void isFreedOfItsEdgesAndMayHoldAnything(String written, String name) {
            assertEquals(new Mailbox(name, "ann@example.com"), Mailbox.parse(written));
            assertEquals(name, new Mailbox("\u2068" + name + "\u2069", "ann@example.com").name());
        }

        @ParameterizedTest(name = "E6: case {index}")
        @ValueSource(strings = {" ann@example.com", "ann@example.com ", "\tann@example.com\u00A0", "\u202Aann@example.com\u202C",
            "\u200Eann@example.com", "\u2068ann@example.com\u2069", "\uFEFFann@example.com"})
        void andItsAddressAlone(String written) {
            assertEquals(new Mailbox(null, "ann@example.com"), Mailbox.parse(written));
            assertEquals(new Mailbox("x", "ann@example.com"), new Mailbox(" x ", written));
        }

        @ParameterizedTest(name = "{0}")
        @ValueSource(strings = {"<ann@example.com>", " <ann@example.com>", "\"\" <ann@example.com>"})
        void mayBeMissing(String written) {
            assertNull(Mailbox.parse(written).name());
        }

        @ParameterizedTest(name = "case {index}")
        @ValueSource(strings = {
            "Ann\r\nBcc: eve", "Ann\r\n", "\n", "Ann\u0000", "Ann\u2028", "\u2029", "Ann\u0085",
            "A\u202Enn", "A\u2066nn", "\u2068Ann\u2069 Lee", "\"A\u2066nn\"", "\uD83D"
        })
        void onMoreThanOneLineOrAgainstTheReadingDirectionIsRefused(String name) {
            assertRefused(name + " <ann@example.com>");
            assertThrows(IllegalArgumentException.class, () -> new Mailbox(name, "ann@example.com"));
        }

        @Test
        void hasAtMostTheCharactersOfALine() {
            String longest = "n".repeat(998);
            assertEquals(longest, new Mailbox(longest, "a@example.com").name());
            assertThrows(IllegalArgumentException.class, () -> new Mailbox(longest + "n", "a@example.com"));
        }
    }

    private static void assertRefused(String written) {
        String message =
                assertThrows(IllegalArgumentException.class, () -> Mailbox.parse(written)).getMessage();
        assertFalse(message.contains(written), "a message quotes no address");
        assertTrue(message.startsWith("has ") || message.startsWith("holds ") || message.startsWith("is "), message);
    }
}
