// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import org.notificationgateway.settings.StartRefusedException;

/** How commands show what a gateway answered, in lines that fit a terminal. Keeps no state. */
final class Printed {
    /** Columns of a terminal that tables fit into. */
    static final int WIDTH = 100;

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ssxxx");

    private Printed() {}

    /** What may fail for the gateway's sake; returns the exit code. */
    @FunctionalInterface
    interface Attempt {
        int run() throws IOException;
    }

    /** Does it, and says why it failed. */
    static int attempt(Attempt attempt) {
        try {
            return attempt.run();
        } catch (IOException | IllegalArgumentException | StartRefusedException e) {
            System.err.println("gateway: " + e.getMessage());
            return 1;
        }
    }

    /** Without what would move a terminal's cursor: servers and callers wrote these words. */
    static String text(JsonNode value) {
        return value.isMissingNode() ? "?" : value.asText().replaceAll("\\p{C}", " ");
    }

    /** At most so many characters. */
    static String cut(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most - 1) + "…";
    }

    /** A moment where this machine is, with its offset. */
    static String time(JsonNode value) {
        try {
            return TIME.format(Instant.parse(value.asText()).atZone(ZoneId.systemDefault()));
        } catch (DateTimeException e) {
            return text(value);
        }
    }
}
