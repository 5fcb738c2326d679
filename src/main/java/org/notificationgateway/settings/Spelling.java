// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.settings;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/** Finds what a misspelt name probably means, without regard to letter case. */
public final class Spelling {
    private static final int LETTERS_A_MISTAKE = 3;

    private Spelling() {}

    /** {@code  (did you mean …?)} for the name that is near, or nothing. */
    public static String hint(String misspelt, Collection<String> names) {
        List<String> near = nearest(names, misspelt, Math.max(1, misspelt.length() / LETTERS_A_MISTAKE));
        return near.isEmpty() ? "" : " (did you mean " + near.get(0) + "?)";
    }

    /** The name that is nearest and at most so many letters away; several that are equally near. */
    static List<String> nearest(Collection<String> names, String misspelt, int most) {
        SortedMap<Integer, List<String>> near = new TreeMap<>();
        for (String name : names) {
            if (Math.abs(name.length() - misspelt.length()) <= most) { // else it is further away
                near.computeIfAbsent(distance(name, misspelt), letters -> new ArrayList<>()).add(name);
            }
        }
        return near.isEmpty() || near.firstKey() > most ? List.of() : near.get(near.firstKey());
    }

    /** Levenshtein's distance; two letters that have changed places count as one mistake. */
    private static int distance(String a, String b) {
        String one = a.toLowerCase(Locale.ROOT);
        String other = b.toLowerCase(Locale.ROOT);
        int[] before = new int[other.length() + 1];
        int[] row = new int[other.length() + 1];
        for (int j = 0; j <= other.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int[] next = new int[other.length() + 1];
            next[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int change = row[j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                next[j] = Math.min(change, 1 + Math.min(row[j], next[j - 1]));
                if (i > 1 && j > 1 && one.charAt(i - 1) == other.charAt(j - 2) && one.charAt(i - 2) == other.charAt(j - 1)) {
                    next[j] = Math.min(next[j], before[j - 2] + 1);
                }
            }
            before = row;
            row = next;
        }
        return row[other.length()];
    }
}
