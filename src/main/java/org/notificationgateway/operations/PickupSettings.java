// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.operations;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.notificationgateway.delivery.PickupDialect;
import org.notificationgateway.delivery.PickupLimits;
import org.notificationgateway.settings.Fault;
import org.notificationgateway.settings.GatewayKey;
import org.notificationgateway.settings.Senders;

/** What the settings say of the reader of each sender's pickup directory. Safe to share. */
public final class PickupSettings {
    private static final String PREFIX = "delivery.pickup.";
    private static final Pattern OF_SENDER = Pattern.compile("delivery\\.pickup\\.([^.]+)\\.[^.]+");

    private final GatewayProperties properties;
    private final Map<String, PickupLimits> known = new ConcurrentHashMap<>(); // a reload may bring further senders

    public PickupSettings(GatewayProperties properties) {
        this.properties = properties;
    }

    /** Keys of senders that nobody has configured. */
    public List<Fault> faults(Senders senders) {
        List<Fault> faults = new ArrayList<>();
        for (String key : properties.keys(PREFIX)) {
            Matcher sender = OF_SENDER.matcher(key);
            if (sender.matches() && !senders.has(sender.group(1))) {
                faults.add(new Fault(key, "names a sender that is not configured", "one of " + String.join(", ", senders.names()),
                        GatewayKey.where(key)));
            }
        }
        return faults;
    }

    /** What the reader of a sender's directory takes. */
    public PickupLimits limits(String sender) {
        return known.computeIfAbsent(sender, this::read);
    }

    private PickupLimits read(String sender) {
        String reader = PREFIX + sender + ".";
        PickupDialect dialect = PickupDialect.of(properties.word(reader + "dialect"));
        int large = properties.number(reader + "large-size");
        if (!properties.text(reader + "max-size").isEmpty()) {
            return new PickupLimits(dialect, large, properties.number(reader + "max-size"));
        }
        return new PickupLimits(dialect, large, dialect == PickupDialect.WINDOWS_SMTP ? null : Integer.valueOf(PickupLimits.EXCHANGE_SIZE));
    }
}
