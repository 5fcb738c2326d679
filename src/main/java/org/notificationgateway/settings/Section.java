// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.settings;

import java.util.List;
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
    Optional<Setting> get(MailKey key) {
        return get(key.word());
    }

    Optional<Setting> get(String key) {
        return Optional.ofNullable(values.get(lower(path + ":" + key))).filter(setting -> !setting.value().isBlank());
    }

    /** A value elsewhere in the same files. */
    Optional<Setting> root(String path) {
        return Optional.ofNullable(values.get(lower(path))).filter(setting -> !setting.value().isBlank());
    }

    /** The settings of this section, without those of sections in it. */
    List<Setting> all() {
        String prefix = lower(path + ":");
        return values.entrySet().stream()
                .filter(e -> e.getKey().startsWith(prefix) && e.getKey().indexOf(':', prefix.length()) < 0)
                .map(Map.Entry::getValue)
                .toList();
    }

    /** What stands inside a key that should be a plain value, where a file has a list or a section there. */
    Optional<Setting> nested(MailKey key) {
        String prefix = lower(path + ":" + key.word() + ":");
        return values.entrySet().stream().filter(e -> e.getKey().startsWith(prefix)).map(Map.Entry::getValue).findFirst();
    }

    /** True when any key of this section is set. */
    boolean exists() {
        return !all().isEmpty();
    }

    /** True when a file, and not the environment alone, has a key of this section. */
    boolean isInFile() {
        return all().stream().anyMatch(Setting::isInFile);
    }

    /** A fault of a key of this section. */
    Fault fault(MailKey key, String seen, String expected) {
        String where = get(key).map(Setting::origin).orElse(origin);
        return new Fault(path + ":" + key.word(), seen, expected, where);
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
