// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.bench;

import java.util.List;

/**
 * What was asked for on the command line.
 *
 * @param quick one run with a tenth of the mails: shows that it works, and measures nothing
 */
record Options(String command, int runs, boolean quick) {
    static final List<String> COMMANDS =
            List.of("smtp", "tls", "http", "durable", "pickup", "attachments", "destination", "startup", "growth", "micro", "chart");

    static Options parse(String[] words) {
        String command = words.length > 0 ? words[0] : "nothing";
        if (!COMMANDS.contains(command)) {
            throw new BenchException(
                    "command", command, "one of " + String.join(", ", COMMANDS) + ", all", "bench/run");
        }
        int runs = 5;
        boolean quick = false;
        for (int i = 1; i < words.length; i++) {
            if (words[i].equals("--quick")) {
                quick = true;
            } else if (words[i].equals("--runs") && i + 1 < words.length && words[i + 1].matches("[1-9][0-9]?")) {
                runs = Integer.parseInt(words[++i]);
            } else {
                throw new BenchException("option", words[i], "--runs 1 to 99, or --quick", "bench/run " + command);
            }
        }
        return new Options(command, quick ? 1 : runs, quick);
    }

    /** So many of a full run, or a tenth. */
    int scaled(int count) {
        return quick ? Math.max(1, count / 10) : count;
    }
}
