// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.settings;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the name that was probably meant. Keeps no state. */
public final class Nearest {
    private Nearest() {}

    /** {@code ; did you mean …?}, or nothing if no name is near. */
    public static String hint(String name, Collection<String> known) {
        return of(name, known).map(found -> " (did you mean " + found + "?)").orElse("");
    }

    /** The nearest of these names, if few letters have to be changed. */
    public static Optional<String> of(String name, Collection<String> known) {
        String wanted = name.toLowerCase(Locale.ROOT);
        int most = Math.max(1, name.length() / 3);
        return known.stream()
                .filter(one -> Math.abs(one.length() - name.length()) <= most)
                .filter(one -> distance(wanted, one.toLowerCase(Locale.ROOT)) <= most)
                .min(Comparator.comparingInt((String one) -> distance(wanted, one.toLowerCase(Locale.ROOT)))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /** Levenshtein distance: letters to add, drop or change. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int above = row[j];
                int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(change, Math.min(above, row[j - 1]) + 1);
                diagonal = above;
            }
        }
        return row[b.length()];
    }
}
