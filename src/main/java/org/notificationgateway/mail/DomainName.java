// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.mail;

import java.net.IDN;
import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/** Turns a domain as people write it into the ASCII form (A-labels, RFC 5890) that SMTP carries and rules compare. */
final class DomainName {
    private static final int LONGEST = 253;
    private static final int LONGEST_WRITTEN = 4 * LONGEST; // each letter of a label has at most three marks
    private static final Pattern HOST =
            Pattern.compile("(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])");

    private DomainName() {}

    /**
     * Returns the domain in lower-case A-labels.
     *
     * @throws IllegalArgumentException saying what is wrong, without quoting the domain
     */
    static String toAscii(String domain) {
        boolean plain = domain.length() > LONGEST_WRITTEN || isAscii(domain); // to normalise takes quadratic time
        String folded = (plain ? domain : fromUnicode(domain)).toLowerCase(Locale.ROOT);
        if (folded.length() > LONGEST || !HOST.matcher(folded).matches()) {
            throw new IllegalArgumentException("has a domain that is no full host name");
        }
        return folded;
    }

    private static boolean isAscii(String domain) {
        for (int i = 0; i < domain.length(); i++) {
            if (domain.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    /**
     * Accepts only domains that IDNA leaves as written. Characters it would map to others (a Kelvin sign to "k",
     * an ideographic full stop to ".", sharp s to "ss") lead to another domain than the writer saw.
     */
    private static String fromUnicode(String domain) {
        String written = Normalizer.normalize(domain, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
        String ascii;
        try {
            ascii = IDN.toASCII(written, IDN.USE_STD3_ASCII_RULES);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("has a domain that is no internationalised domain name", e);
        }
        if (domain.codePoints().anyMatch(c -> c == 0x212A) || !IDN.toUnicode(ascii).equals(written)) {
            throw new IllegalArgumentException(
                    "has a domain with characters that stand for others: write its xn-- form");
        }
        return ascii;
    }
}
