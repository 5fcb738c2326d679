// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.settings;

import java.util.ArrayList;
import java.util.List;

/**
 * One value as {@code explain} shows it.
 *
 * @param value masked when it is a secret
 * @param origin file and line, environment variable, or {@code default}
 * @param overrides the origins whose values it replaced, nearest first
 */
public record ExplainedValue(String key, String value, String origin, List<String> overrides) {
    private static final String MASK = "***";

    public ExplainedValue {
        overrides = List.copyOf(overrides);
    }

    static ExplainedValue of(MailKey key, Setting setting) {
        return of(key.word(), key == MailKey.PASSWORD ? MASK : Fault.oneLine(setting.value()), setting);
    }

    static ExplainedValue of(String key, String shown, Setting setting) {
        List<String> overrides = new ArrayList<>();
        for (Setting lower = setting.overridden(); lower != null; lower = lower.overridden()) {
            overrides.add(lower.origin());
        }
        return new ExplainedValue(key, shown, setting.origin(), overrides);
    }

    static ExplainedValue standard(MailKey key, String value) {
        return new ExplainedValue(key.word(), value, "default", List.of());
    }
}
