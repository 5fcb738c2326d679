// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.operations;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.notificationgateway.settings.MailSettings;
import org.notificationgateway.settings.Senders;

/** Tells whoever starts the gateway, on one screen: the ways in, where each sender's mail goes and why, the data. */
public final class StartupSummary {
    private final List<String> lines = new ArrayList<>();

    public StartupSummary wayIn(boolean enabled, String description) {
        lines.add("  in    " + (enabled ? description : "(off) " + description));
        return this;
    }

    /** @param logins how senders log in that do so otherwise than MailSettings say, in words */
    public StartupSummary senders(Senders senders, Map<String, String> logins) {
        for (String name : senders.names()) {
            MailSettings settings = senders.of(name);
            lines.add("  out   sender %s → %s, from %s; because %s"
                    .formatted(name, settings.delivery().describe(logins.getOrDefault(name, "")), settings.fromAddress(), settings.reason()));
            settings.warnings().forEach(warning -> lines.add("  warn  sender " + name + ": " + warning));
        }
        return this;
    }

    /** What works but lets somebody in, a line each. */
    public StartupSummary warnings(List<String> warnings) {
        warnings.forEach(warning -> lines.add("  warn  " + warning));
        return this;
    }

    public StartupSummary data(Path directory, String broker) {
        lines.add("  data  " + directory + ", outbox: " + broker);
        return this;
    }

    @Override
    public String toString() {
        return "Notification Gateway is ready\n" + String.join("\n", lines);
    }
}
