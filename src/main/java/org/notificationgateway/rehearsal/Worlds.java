// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.rehearsal;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Every way in which a mail may answer some conditions, so that what holds for all mails or for none can be told exactly.
 * Values that might count as the same are not taken for different ones. Keeps no state.
 */
final class Worlds {
    private static final int MOST = 2048;

    private Worlds() {}

    /** A world for each way; none if there are too many to look at. */
    static List<Map<String, Object>> of(Collection<Condition> conditions) {
        Map<String, List<Condition.Term>> byKey = new LinkedHashMap<>();
        conditions.forEach(condition -> condition.terms().forEach(term -> byKey.computeIfAbsent(term.key(), key -> new ArrayList<>()).add(term)));
        List<Map<String, Object>> worlds = List.of(Map.of());
        for (Map.Entry<String, List<Condition.Term>> one : byKey.entrySet()) {
            List<Object> values = values(one.getValue());
            if (values.isEmpty() || worlds.size() * values.size() > MOST) {
                return List.of();
            }
            worlds = worlds.stream().flatMap(world -> values.stream().map(value -> with(world, one.getKey(), value))).toList();
        }
        return worlds;
    }

    private static Map<String, Object> with(Map<String, Object> world, String key, Object value) {
        Map<String, Object> more = new HashMap<>(world);
        more.put(key, value);
        return more;
    }

    private static List<Object> values(List<Condition.Term> terms) {
        if (!terms.get(0).isOfValue()) {
            return List.of(true, false);
        }
        if (terms.stream().allMatch(Condition.Term::isOrder)) { // of attempts, which are counted from 1
            Set<Integer> numbers = new TreeSet<>(Set.of(1));
            terms.forEach(term -> IntStream.rangeClosed(-1, 1).forEach(step -> numbers.add(Math.max(1, Integer.parseInt(term.value()) + step))));
            return List.copyOf(numbers);
        }
        Set<String> texts = new TreeSet<>(terms.stream().map(Condition.Term::value).toList());
        boolean alike = texts.stream().anyMatch(one -> texts.stream().anyMatch(other -> !one.equals(other) && mayBeEqual(one, other)));
        return alike ? List.of() : Stream.<Object>concat(texts.stream(), Stream.of("any other")).toList();
    }

    private static boolean mayBeEqual(String one, String other) {
        String first = bare(one);
        String second = bare(other);
        if (first.equalsIgnoreCase(second) || first.isBlank() || second.isBlank()) {
            return true;
        }
        try {
            return new BigDecimal(first).compareTo(new BigDecimal(second)) == 0;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static String bare(String literal) {
        return literal.matches("(?s)'.*'|\".*\"") ? literal.substring(1, literal.length() - 1).strip() : literal;
    }
}
