// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.mail;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One person's address (RFC 5322 mailbox), so that nothing else can stand where an address is expected: no group, no
 * route, no comment, no quoted local part, no second address, no line break. The address is pure ASCII with the
 * domain in lower case; two mailboxes of the same address may differ in name.
 *
 * @param name display name, or null
 * @param address {@code local@domain}, at most 254 characters
 */
public record Mailbox(@Nullable String name, String address) {
    private static final int LONGEST_ADDRESS = 254; // RFC 5321 4.5.3.1.3: a path is at most 256 with its brackets
    private static final int LONGEST_LOCAL_PART = 64; // RFC 5321 4.5.3.1.1
    private static final int LONGEST_NAME = 998; // RFC 5322 2.1.1: a line; intake may ask for less
    // RFC 5322 dot-atom without "%" and "!": relays once read those as routes.
    private static final Pattern LOCAL_PART =
            Pattern.compile("[A-Za-z0-9#$&'*+/=?^_`{|}~-]+(?:\\.[A-Za-z0-9#$&'*+/=?^_`{|}~-]+)*");

    /**
     * Checks both parts and brings the domain into its ASCII form.
     *
     * @throws IllegalArgumentException saying what is wrong, without quoting the value
     */
    public Mailbox {
        String plain = name == null ? "" : withoutEdges(name);
        name = checkedName(plain).isBlank() ? null : plain;
        address = checkedAddress(withoutEdges(address));
    }

    /**
     * Reads {@code a@b} or {@code Name <a@b>}.
     *
     * @throws IllegalArgumentException saying what is wrong, without quoting the value
     */
    public static Mailbox parse(String written) {
        String text = withoutEdges(written);
        int open = text.indexOf('<');
        int end = text.length() - 1;
        if (open >= 0 && open == text.lastIndexOf('<') && open < end && text.indexOf('>') == end) {
            String before = withoutEdges(text.substring(0, open));
            String name = checkedName(withoutEdges(unquoted(before))); // a line break is the worse fault
            if (!before.startsWith("\"") && name.indexOf('@') >= 0 && isList(name, text.substring(0, open))) {
                throw new IllegalArgumentException("has more than one address, or a name with an @ that is not quoted");
            }
            return new Mailbox(name, text.substring(open + 1, end));
        }
        return new Mailbox(null, text);
    }

    /** The part after the @, in lower case. */
    public String domain() {
        return address.substring(address.lastIndexOf('@') + 1);
    }

    /**
     * Without what surrounds it unseen, as where people copy from: blanks, marks and controls of text direction, joiners of
     * no width. A line break at the edge is refused like one in the middle.
     */
    private static String withoutEdges(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && isUnseen(text.charAt(from))) {
            from++;
        }
        while (from < to && isUnseen(text.charAt(to - 1))) {
            to--;
        }
        return text.substring(from, to);
    }

    private static boolean isUnseen(char c) {
        return c == '\t' || c == 0xFEFF || c >= 0x200B && c <= 0x200D || c == 0x2060 || SingleLine.isMark(c)
                || SingleLine.isControl(c) || Character.isSpaceChar(c) && c != 0x2028 && c != 0x2029;
    }

    /** True for a name with an @ of which somebody else may be meant: the first address of a list. */
    private static boolean isList(String name, String written) {
        return name.indexOf(',') >= 0 || name.indexOf(';') >= 0 || name.indexOf(':') >= 0 || written.endsWith(name);
    }

    private static String unquoted(String name) {
        int end = name.length() - 1;
        if (end < 1 || name.charAt(0) != '"' || name.charAt(end) != '"') {
            return name;
        }
        StringBuilder plain = new StringBuilder();
        for (int i = 1; i < end; i++) {
            i += name.charAt(i) == '\\' && i + 1 < end ? 1 : 0;
            plain.append(name.charAt(i));
        }
        return plain.toString();
    }

    private static String checkedName(String name) {
        SingleLine.faultOfName(name).ifPresent(fault -> {
            throw new IllegalArgumentException("has a display name that " + fault);
        });
        if (name.length() > LONGEST_NAME) {
            throw new IllegalArgumentException("has a display name of more than " + LONGEST_NAME + " characters");
        }
        return name;
    }

    private static String checkedAddress(String address) {
        SingleLine.fault(address).ifPresent(fault -> {
            throw new IllegalArgumentException(fault);
        });
        int at = address.lastIndexOf('@');
        if (at < 0) {
            throw new IllegalArgumentException("has no @");
        }
        String local = address.substring(0, at);
        if (local.length() > LONGEST_LOCAL_PART || !LOCAL_PART.matcher(local).matches()) {
            throw new IllegalArgumentException("has a part before the @ that is not plain letters, digits and dots");
        }
        String whole = local + '@' + DomainName.toAscii(address.substring(at + 1));
        if (whole.length() > LONGEST_ADDRESS) {
            throw new IllegalArgumentException("is longer than " + LONGEST_ADDRESS + " characters");
        }
        return whole;
    }
}
