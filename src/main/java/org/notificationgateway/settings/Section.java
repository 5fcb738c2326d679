// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.settings;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One section of the merged settings, such as {@code MailSettings}: looks its keys up without regard to letter case.
 *
 * @param path key path of the section, for messages
 * @param origin file people change to set a missing key
 */
record Section(String path, String origin, Map<String, Setting> values) {

    /** The key's value when it is there and not blank. */
    Optional<Setting> get(String key) {
        return Optional.ofNullable(values.get((path + ":" + key).toLowerCase(Locale.ROOT)))
                .filter(setting -> !setting.value().isBlank());
    }

    /** True when any key of this section is set. */
    boolean exists() {
        String prefix = path.toLowerCase(Locale.ROOT) + ":";
        return values.keySet().stream().anyMatch(key -> key.startsWith(prefix));
    }

    /** A fault of a key of this section. */
    Fault fault(String key, String seen, String expected) {
        String where = get(key).map(Setting::origin).orElse(origin);
        return new Fault(path + ":" + key, seen, expected, where);
    }
}
