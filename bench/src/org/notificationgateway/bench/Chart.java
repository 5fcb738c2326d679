// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Draws each goal as a bar from the line "goal reached": to the right how far beyond, to the left how far short. */
final class Chart {
    private static final int LINE_HEIGHT = 26;
    private static final int TOP = 62;
    private static final int LABELS = 330;
    private static final int PLOT = 400;
    private static final int WIDTH = LABELS + PLOT + 200;
    /** Doublings shown on either side; a bar beyond is cut. */
    private static final int DOUBLINGS = 4;
    private static final String STYLE = """
            text { font: 13px system-ui, sans-serif; fill: #1f2328; }
            .faint { fill: #59636e; } .grid { stroke: #8c959f; stroke-opacity: .35; } .goal { stroke: #1f2328; }
            .met { fill: #1a7f37; } .missed { fill: #bc4c00; } .paper { fill: #ffffff; }
            @media (prefers-color-scheme: dark) {
              text { fill: #e6edf3; } .faint { fill: #9198a1; } .goal { stroke: #e6edf3; }
              .met { fill: #3fb950; } .missed { fill: #f0883e; } .paper { fill: #0d1117; }
            }
            """;

    private record Bar(String label, double reach, boolean met, String value) {}

    private Chart() {}

    /** Draws whatever has been measured. */
    static Path write(Path folder) throws IOException {
        List<Bar> bars = bars(Results.readAll(folder));
        int height = TOP + bars.size() * LINE_HEIGHT + 16;
        StringBuilder svg = new StringBuilder(String.format(Locale.ROOT, """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img" \
                aria-label="Measured figures against their goals">
                <!-- SPDX-License-Identifier: Apache-2.0 -->
                <style>
                %s</style>
                <rect class="paper" width="100%%" height="100%%"/>
                <text x="12" y="22" font-weight="bold">Measured figures against their goals</text>
                """, WIDTH, height, STYLE.indent(2)));
        grid(svg, height);
        for (int i = 0; i < bars.size(); i++) {
            draw(svg, bars.get(i), TOP + i * LINE_HEIGHT);
        }
        return Files.writeString(folder.resolve("ratios.svg"), svg + "</svg>\n");
    }

    private static List<Bar> bars(List<Row> rows) {
        List<Bar> bars = new ArrayList<>();
        for (Goal goal : Goal.ALL) {
            for (Row row : rows) {
                goal.measured(row).ifPresent(measured -> bars.add(new Bar(
                        row.id() + ", " + goal.figure() + (goal.peer().isEmpty() ? "" : " / " + goal.peer()),
                        goal.reach(measured), goal.isMetBy(measured),
                        Figures.text(measured) + (goal.peer().isEmpty() ? "" : " ×")
                                + " (goal " + goal.words() + ")")));
            }
        }
        return bars;
    }

    private static void grid(StringBuilder svg, int height) {
        String[] names = {"1/16", "1/8", "1/4", "half", "goal", "2 ×", "4 ×", "8 ×", "16 ×"};
        for (int mark = -DOUBLINGS; mark <= DOUBLINGS; mark++) {
            svg.append(String.format(Locale.ROOT,
                    "<line class=\"%s\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\"/>"
                            + "<text class=\"faint\" x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>%n",
                    mark == 0 ? "goal" : "grid", x(mark), x(mark), TOP - 8, height - 12,
                    x(mark), TOP - 14, names[mark + DOUBLINGS]));
        }
    }

    private static void draw(StringBuilder svg, Bar bar, int y) {
        double reach = Math.log(bar.reach()) / Math.log(2);
        double end = x(Math.max(-DOUBLINGS, Math.min(DOUBLINGS, reach)));
        double left = Math.min(end, x(0));
        svg.append(String.format(Locale.ROOT,
                "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>"
                        + "<rect class=\"%s\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"16\" rx=\"2\"/>"
                        + "<text x=\"%d\" y=\"%d\">%s</text>%n",
                LABELS - 10, y + 13, bar.label(),
                bar.met() ? "met" : "missed", left, y, Math.max(1.5, Math.abs(end - x(0))),
                LABELS + PLOT + 12, y + 13, bar.value()));
    }

    private static double x(double doublings) {
        return LABELS + (doublings + DOUBLINGS) * PLOT / (2.0 * DOUBLINGS);
    }
}
