// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.mail;

import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the addresses of a header that somebody else has written, in every form RFC 5322 3.4 and RFC 2047 allow: names, comments,
 * groups, encoded words.
 */
public final class AddressList {
    /** A header that is longer names more people than any mail may have. */
    private static final int LONGEST = 100_000;

    /** Each begins something for the library, which looks for its end through all that follows: so many of one kind, no more. */
    private static final int MOST = 2_000;
    private static final String BEGINS = "[<(\"";

    private AddressList() {}

    /**
     * One address as it was written.
     *
     * @param name display name, decoded; null without one
     */
    public record Entry(@Nullable String name, String address) {
        /** The same, checked; a name that no header of ours could carry is left out. */
        public Mailbox mailbox() {
            return new Mailbox(null, address);
        }
    }

    /**
     * Reads a header's value.
     *
     * @throws IllegalArgumentException if it is no list of addresses, without quoting it
     */
    public static List<Entry> read(String value) {
        if (value.length() > LONGEST) {
            throw new IllegalArgumentException("has " + value.length() + " characters: expected at most " + LONGEST);
        }
        BEGINS.chars().forEach(begin -> {
            if (value.chars().filter(c -> c == begin).count() > MOST) {
                throw new IllegalArgumentException("has more than " + MOST + " of " + (char) begin + ": expected a list of addresses");
            }
        });
        List<Entry> entries = new ArrayList<>();
        try {
            for (InternetAddress address : InternetAddress.parseHeader(value, false)) {
                if (address.isGroup()) {
                    for (InternetAddress member : address.getGroup(false)) {
                        entries.add(new Entry(member.getPersonal(), member.getAddress()));
                    }
                } else {
                    entries.add(new Entry(address.getPersonal(), address.getAddress()));
                }
            }
        } catch (AddressException e) {
            throw new IllegalArgumentException("is no list of addresses: expected one such as Ann <ann@example.com>, bob@example.com");
        }
        return entries;
    }
}
