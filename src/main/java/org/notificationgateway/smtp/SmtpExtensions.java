// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.smtp;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a server offered in its reply to EHLO (RFC 5321 2.2).
 *
 * @param offers parameters by keyword in capitals; empty after HELO
 */
record SmtpExtensions(Map<String, String> offers) {
    static final SmtpExtensions NONE = new SmtpExtensions(Map.of());

    /** Reads the lines after the first, which greets. */
    static SmtpExtensions of(List<String> lines) {
        Map<String, String> offers = new LinkedHashMap<>();
        for (String line : lines.subList(Math.min(1, lines.size()), lines.size())) {
            String[] words = line.strip().split("[ =]+", 2); // AUTH=LOGIN is the form of very old servers
            offers.merge( // what several lines say of the same counts, as mechanisms of AUTH do
                    words[0].toUpperCase(Locale.ROOT), words.length == 1 ? "" : words[1], (a, b) -> (a + " " + b).strip());
        }
        return new SmtpExtensions(offers);
    }

    boolean has(String keyword) {
        return offers.containsKey(keyword);
    }

    /** The largest mail in bytes (RFC 1870), {@link Long#MAX_VALUE} when the server does not say. */
    long size() {
        String size = offers.getOrDefault("SIZE", "").replaceFirst(" .*", "");
        return size.matches("[1-9]\\d{0,17}") ? Long.parseLong(size) : Long.MAX_VALUE;
    }

    /** Login mechanisms (RFC 4954), in capitals. */
    List<String> auth() {
        return has("AUTH") ? List.of(offers.get("AUTH").toUpperCase(Locale.ROOT).strip().split("[ =]+")) : List.of();
    }
}
