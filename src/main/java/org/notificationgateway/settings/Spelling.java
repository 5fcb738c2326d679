// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.settings;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
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

    /** Levenshtein's distance. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                char left = Character.toLowerCase(a.charAt(i - 1));
                int change = diagonal + (left == Character.toLowerCase(b.charAt(j - 1)) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
