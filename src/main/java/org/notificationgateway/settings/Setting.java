// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.settings;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One value, where it came from and what it replaced, so that a fault can say where to change it and {@code explain}
 * can say why it holds.
 *
 * @param key key path as written, parts joined by colons
 * @param value text; never print that of a secret
 * @param origin file and line, or environment variable
 * @param fromFile true when the value stands in a file
 * @param overridden the value that would hold without this one, or null
 */
public record Setting(
        String key, String value, String origin, boolean fromFile, @Nullable Setting overridden) {

    /** The same value with what it replaces. */
    Setting over(@Nullable Setting lower) {
        return new Setting(key, value, origin, fromFile, lower);
    }

    /** True when a file has this key, even if the environment decides its value. */
    boolean isInFile() {
        return fromFile || overridden != null && overridden.isInFile();
    }

    /** The file that decides the value, if one does. */
    Optional<Path> file() {
        return fromFile ? Optional.of(Path.of(origin.substring(0, origin.lastIndexOf(':')))) : Optional.empty();
    }

    /** The last part of the key path. */
    String name() {
        return key.substring(key.lastIndexOf(':') + 1);
    }

    @Override
    public String toString() {
        return key + " from " + origin; // without the value, which may be a password
    }
}
