// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.notificationgateway.settings.Backoff;

/** Keeps apart what is learned about the limits of destinations: one of the minute says nothing about one of the day. Not safe to share. */
final class QuotaWindows {
    private final Map<String, Map<Backoff, QuotaWindow>> known = new HashMap<>();
    private final Map<String, QuotaWindow> present = new HashMap<>(); // of the limit that was met last

    /**
     * How long a destination pauses.
     *
     * @param pauses of the limit that was met; those of two limits differ
     * @param usual how long if nothing was learned
     */
    Duration refused(String destination, Backoff pauses, Instant now, Duration usual) {
        if (pauses.first().equals(pauses.longest())) {
            present.remove(destination);
            return usual; // whoever says how long knows
        }
        QuotaWindow window = known.computeIfAbsent(destination, any -> new HashMap<>()).computeIfAbsent(pauses, QuotaWindow::new);
        present.put(destination, window);
        return window.refused(now, usual);
    }

    /** A mail was taken after a pause. */
    void opened(String destination, Instant now) {
        QuotaWindow met = present.remove(destination);
        if (met != null) {
            met.opened(now);
        }
        known.getOrDefault(destination, Map.of()).values().forEach(window -> window.begin(now));
    }

    /** It may be another account now, or have other limits. */
    void forget(String destination) {
        present.remove(destination);
        known.remove(destination);
    }
}
