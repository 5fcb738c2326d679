// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.bench;

import java.util.ArrayList;
import java.util.List;

/** Prints rows for people: each goal with its verdict, then every other figure without one. */
final class Table {
    private static final List<String> HEAD =
            List.of("row", "figure", "gateway", "against", "peer", "ratio", "goal", "met");

    private Table() {}

    static String of(List<Row> rows) {
        List<List<String>> lines = new ArrayList<>(List.of(HEAD));
        for (Row row : rows) {
            List<Goal> goals = Goal.ALL.stream().filter(goal -> goal.measured(row).isPresent()).toList();
            goals.forEach(goal -> lines.add(judged(row, goal)));
            row.side(Side.OURS).ifPresent(ours -> {
                for (String figure : ours.runs().get(0).figures().keySet()) {
                    others(row, ours, figure, goals, lines);
                }
            });
        }
        return print(lines);
    }

    private static List<String> judged(Row row, Goal goal) {
        double measured = goal.measured(row).getAsDouble();
        String peer = row.side(goal.peer()).map(side -> spread(side, goal.figure())).orElse("");
        return List.of(row.id(), goal.figure(), spread(row.side(Side.OURS).orElseThrow(), goal.figure()), goal.peer(),
                peer, goal.peer().isEmpty() ? "" : Figures.text(measured), goal.words(),
                goal.isMetBy(measured) ? "yes" : "NO");
    }

    private static void others(Row row, Series ours, String figure, List<Goal> goals, List<List<String>> lines) {
        List<Series> peers = row.sides().stream()
                .filter(side -> !side.side().equals(Side.OURS) && side.has(figure)).toList();
        boolean judged = goals.stream().anyMatch(goal -> goal.figure().equals(figure));
        if (peers.isEmpty() && !judged) {
            lines.add(List.of(row.id(), figure, spread(ours, figure), "", "", "", "", ""));
        }
        for (Series peer : peers) {
            if (goals.stream().noneMatch(goal -> goal.figure().equals(figure) && goal.peer().equals(peer.side()))) {
                lines.add(List.of(row.id(), figure, spread(ours, figure), peer.side(), spread(peer, figure),
                        Figures.text(ours.median(figure) / peer.median(figure)), "", ""));
            }
        }
    }

    private static String spread(Series series, String figure) {
        String median = Figures.text(series.median(figure));
        return series.runs().size() == 1
                ? median
                : median + " (" + Figures.text(series.min(figure)) + "–" + Figures.text(series.max(figure)) + ")";
    }

    private static String print(List<List<String>> lines) {
        int[] widths = new int[HEAD.size()];
        lines.forEach(line -> {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], line.get(i).length());
            }
        });
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
