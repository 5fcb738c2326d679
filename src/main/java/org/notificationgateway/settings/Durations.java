// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.settings;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads durations as settings write them: {@code 500ms}, {@code 30s}, {@code 5m}, {@code 24h}, {@code 7d}. */
public final class Durations {
    static final String EXPECTED = "a number and its unit, such as 500ms, 30s, 5m, 24h or 7d";

    private static final Pattern FORM = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");

    private Durations() {}

    /**
     * The duration a text means.
     *
     * @throws IllegalArgumentException for anything else than a number and its unit
     */
    public static Duration parse(String text) {
        Matcher matcher = FORM.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("is '" + text + "': expected " + EXPECTED);
        }
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }

    /** Several, as {@code 30s,1m,2h}; at least one. */
    public static List<Duration> list(String text) {
        return Arrays.stream(text.split(",", -1)).map(Durations::parse).toList();
    }

    /** In the largest unit that is exact, such as {@code 90s} or {@code 15m}. */
    public static String format(Duration duration) {
        long millis = duration.toMillis();
        if (millis % 1000 != 0) {
            return millis + "ms";
        }
        long seconds = millis / 1000;
        return seconds % 3600 == 0 && seconds > 0
                ? seconds / 3600 + "h" : seconds % 60 == 0 && seconds > 0 ? seconds / 60 + "m" : seconds + "s";
    }
}
