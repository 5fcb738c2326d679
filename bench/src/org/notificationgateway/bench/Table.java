// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.bench;

import java.util.ArrayList;
import java.util.List;

/** Prints rows for people: each goal with its verdict, every other comparison, then what stands by itself. */
final class Table {
    private static final List<String> HEAD =
            List.of("row", "figure", "gateway", "against", "peer", "ratio", "goal", "met");

    private Table() {}

    static String of(List<Row> rows) {
        List<List<String>> lines = new ArrayList<>(List.of(HEAD));
        List<List<String>> alone = new ArrayList<>();
        for (Row row : rows) {
            List<Goal> goals = Goal.ALL.stream().filter(goal -> goal.measured(row).isPresent()).toList();
            goals.forEach(goal -> lines.add(judged(row, goal)));
            Series ours = row.side(Side.OURS).orElseThrow();
            for (String figure : ours.runs().get(0).figures().keySet()) {
                if (row.sides().size() > 1) {
                    compared(row, ours, figure, goals, lines);
                } else if (goals.stream().noneMatch(goal -> goal.figure().equals(figure))) {
                    alone.add(List.of(row.id(), figure, spread(ours, figure)));
                }
            }
        }
        return (lines.size() > 1 ? aligned(lines) : "") + (alone.isEmpty() ? "" : "\n" + aligned(alone));
    }

    private static List<String> judged(Row row, Goal goal) {
        double measured = goal.measured(row).getAsDouble();
        String peer = row.side(goal.peer()).map(side -> spread(side, goal.figure())).orElse("");
        return List.of(row.id(), goal.figure(), spread(row.side(Side.OURS).orElseThrow(), goal.figure()), goal.peer(),
                peer, goal.peer().isEmpty() ? "" : Figures.text(measured), goal.words(),
                goal.isMetBy(measured) ? "yes" : "NO");
    }

    private static void compared(Row row, Series ours, String figure, List<Goal> goals, List<List<String>> lines) {
        for (Series peer : row.sides()) {
            boolean judged = goals.stream()
                    .anyMatch(goal -> goal.figure().equals(figure) && goal.peer().equals(peer.side()));
            if (peer != ours && peer.has(figure) && !judged) {
                lines.add(List.of(row.id(), figure, spread(ours, figure), peer.side(), spread(peer, figure),
                        Figures.text(ours.median(figure) / peer.median(figure)), "", ""));
            }
        }
    }

    /** Median, then the least and the most. */
    private static String spread(Series series, String figure) {
        String median = Figures.text(series.median(figure));
        return series.runs().size() == 1
                ? median
                : median + " (" + Figures.text(series.min(figure)) + "–" + Figures.text(series.max(figure)) + ")";
    }

    private static String aligned(List<List<String>> lines) {
        int[] widths = new int[lines.get(0).size()];
        for (List<String> line : lines) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], line.get(i).length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (List<String> line : lines) {
            StringBuilder one = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                one.append(line.get(i)).append(" ".repeat(widths[i] - line.get(i).length() + 2));
            }
            text.append(one.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }
}
