// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.cli;

import java.util.List;
import java.util.Locale;
import org.notificationgateway.rehearsal.ScenarioRun;

/** Writes results of scenarios as JUnit XML, which build servers read. Keeps no state. */
final class JunitXml {
    private JunitXml() {}

    static String of(List<ScenarioRun.Result> results) {
        long bad = results.stream().filter(result -> !result.isGood()).count();
        StringBuilder xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\"gateway test\" tests=\"")
                .append(results.size()).append("\" failures=\"").append(bad).append("\">\n");
        for (ScenarioRun.Result result : results) {
            xml.append("  <testcase name=\"").append(escaped(result.name())).append("\" time=\"")
                    .append(String.format(Locale.ROOT, "%.3f", result.time().toMillis() / 1000.0)).append('"');
            if (result.isGood()) {
                xml.append("/>\n");
            } else {
                xml.append("><failure>").append(escaped(String.join("\n", result.differences()))).append("</failure></testcase>\n");
            }
        }
        return xml.append("</testsuite>\n").toString();
    }

    /** XML 1.0 has no place for most control characters. */
    private static String escaped(String text) {
        return text.replaceAll("[\\p{Cntrl}&&[^\n\t]]", " ")
                .replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
    }
}
