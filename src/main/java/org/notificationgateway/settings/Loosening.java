// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** Says by what a change of settings lets mail reach people that it did not reach before, so that nobody misses it. */
public final class Loosening {
    private Loosening() {}

    /** A line for each key of a sender that loosened, with both values; none when nothing did. */
    public static List<String> of(PolicySettings before, PolicySettings now) {
        List<String> lines = new ArrayList<>();
        if (now.enabled() && !before.enabled()) {
            lines.add(line("Enabled", "false", "true"));
        }
        Set<String> added = folded(now.allowedDomains());
        added.removeAll(folded(before.allowedDomains()));
        boolean opened = now.allowedDomains().isEmpty() && !before.allowedDomains().isEmpty();
        if (opened || !before.allowedDomains().isEmpty() && !added.isEmpty()) {
            lines.add(line("AllowedDomains", String.join(";", before.allowedDomains()),
                    opened ? "empty: every domain" : String.join(";", now.allowedDomains())));
        }
        String caught = before.catchAllAddress();
        if (caught != null && !caught.equalsIgnoreCase(now.catchAllAddress())) {
            lines.add(line("CatchAllAddress", caught, now.catchAllAddress() == null
                    ? "empty: mail goes to its own recipients" : now.catchAllAddress()));
        }
        String copied = now.catchAllCcAddress();
        if (copied != null && !copied.equalsIgnoreCase(before.catchAllCcAddress())) {
            lines.add(line("CatchAllCCAddress",
                    before.catchAllCcAddress() == null ? "empty" : before.catchAllCcAddress(), copied));
        }
        if (now.maxRecipients() > before.maxRecipients()) {
            lines.add(line("MaxRecipients", String.valueOf(before.maxRecipients()), String.valueOf(now.maxRecipients())));
        }
        return lines;
    }

    private static String line(String key, String before, String now) {
        return Fault.oneLine(key + " is looser: was " + before + ", is " + now);
    }

    private static Set<String> folded(List<String> domains) {
        Set<String> folded = new TreeSet<>();
        domains.forEach(domain -> folded.add(domain.toLowerCase(Locale.ROOT)));
        return folded;
    }
}
