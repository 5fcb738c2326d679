// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One line of work done by every side.
 *
 * @param id name that goals refer to
 * @param what in words, for readers
 */
record Row(String id, String what, List<Series> sides) {

    /** Lets the sides take turns, so that a busy spell of the machine hits all of them. */
    static Row interleaved(String id, String what, int runs, List<Turn> turns) throws Exception {
        Map<String, List<Sample>> all = new LinkedHashMap<>();
        for (int run = 1; run <= runs; run++) {
            for (Turn turn : turns) {
                Side side = turn.side();
                Sample sample = side.run(turn.count());
                all.computeIfAbsent(side.name(), name -> new ArrayList<>()).add(sample);
                System.err.printf("%-16s run %d  %-22s %s%n", id, run, side.name(), words(sample));
            }
        }
        return new Row(id, what, all.entrySet().stream().map(one -> new Series(one.getKey(), one.getValue())).toList());
    }

    Optional<Series> side(String name) {
        return sides.stream().filter(one -> one.side().equals(name)).findFirst();
    }

    private static String words(Sample sample) {
        StringBuilder words = new StringBuilder();
        sample.figures().forEach((figure, value) ->
                words.append(String.format(Locale.ROOT, "%s %s  ", Figures.text(value), figure)));
        return words.toString().trim();
    }
}
