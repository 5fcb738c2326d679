// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.rehearsal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An edit of one file of a home.
 *
 * @param kind what it does, as a person would say it
 * @param file below the home
 * @param change what stands there now, and what stood there; empty for a new file
 * @param text of the whole file
 */
record Edit(String kind, String file, String change, String text) {
    /** At most so many edits of one kind in one file, so that a long file does not outweigh the others. */
    private static final int MOST = 2;

    /**
     * Makes edits of one kind wherever they can be made.
     *
     * @param files names it is for
     * @param before what it replaces, one place at a time
     */
    record Rule(String kind, Pattern files, Pattern before, String after) {
        static Rule of(String kind, String files, String before, String after) {
            return new Rule(kind, Pattern.compile(files), Pattern.compile(before), after);
        }

        /** @param limit of all files together */
        List<Edit> edits(Map<String, String> home, int limit) {
            List<Edit> edits = new ArrayList<>();
            home.forEach((file, text) -> {
                Matcher matcher = before.matcher(text);
                int most = files.matcher(file).matches() ? Math.min(MOST, limit - edits.size()) : 0;
                for (int found = 0; found < most && matcher.find(); found++) {
                    edits.add(edit(file, text, matcher));
                }
            });
            return edits;
        }

        private Edit edit(String file, String text, Matcher place) {
            StringBuilder edited = new StringBuilder();
            Matcher here = before.matcher(text).region(place.start(), text.length());
            here.useTransparentBounds(true).useAnchoringBounds(false);
            if (!here.find()) {
                throw new IllegalStateException(kind);
            }
            here.appendReplacement(edited, after);
            String now = edited.substring(place.start());
            return new Edit(kind, file, shown(place.group()) + " -> " + shown(now), edited + text.substring(place.end()));
        }

        private static String shown(String text) {
            String line = text.strip().replaceAll("\\s+", " ");
            return line.length() > 60 ? line.substring(0, 57) + "..." : line;
        }
    }

    @Override
    public String toString() {
        return kind + ", " + file + ": " + change;
    }
}
