// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.settings;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * Everything about one key of {@code config/application.properties} in one place, so that reading, checking, explaining and
 * documenting it cannot disagree.
 *
 * @param name with {@code SENDER} or {@code FOLDER} in the place of the name of one
 * @param standard what holds when nobody has set it; empty for nothing
 * @param meaning what the documentation's row begins with
 */
public record GatewayKey(String name, ValueType type, String standard, String meaning) {
    /** Where to change any of them that is not set elsewhere. */
    static final String WHERE = "config/application.properties, or the environment";

    static final String SENDER = ".SENDER.";
    private static final String FOLDER = ".FOLDER.";
    private static final int LONGEST_SHOWN = 100;

    /** Where to change one: what has the last word on it, as Camel sees it. */
    public static String where(String key) {
        return overriding(key, System.getenv(), System.getProperties()).orElse(WHERE);
    }

    /** What decides a key over its file: a variable, else an option of the JVM; empty if neither is set. */
    public static Optional<String> overriding(String key, Map<String, String> environment, Properties options) {
        if (environment.containsKey(variable(key))) {
            return Optional.of("environment variable " + variable(key));
        }
        return options.getProperty(key) == null ? Optional.empty() : Optional.of("system property -D" + key);
    }

    /** True for one that is not for its file to decide. */
    public static boolean isOverridden(String key) {
        return overriding(key, System.getenv(), System.getProperties()).isPresent();
    }

    /** The variable that overrides a key. */
    public static String variable(String key) {
        return key.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    }

    /** True for one that each sender or folder may have. */
    boolean isOfAny() {
        return any() >= 0;
    }

    /** True if a key is this one of some sender or folder. */
    boolean isNameOf(String key) {
        int any = any();
        if (any < 0) {
            return false;
        }
        String before = name.substring(0, any + 1);
        String after = name.substring(name.indexOf('.', any + 1));
        return key.length() > before.length() + after.length() && key.startsWith(before) && key.endsWith(after)
                && key.indexOf('.', before.length()) == key.length() - after.length();
    }

    private int any() {
        return Math.max(name.indexOf(SENDER), name.indexOf(FOLDER));
    }

    /** The key of the sender or folder that another key is of, or means. */
    String of(String sender) {
        return name.replace(SENDER, "." + sender + ".").replace(FOLDER, "." + sender + ".");
    }

    /**
     * Reads a value.
     *
     * @param key as it is written
     * @throws StartRefusedException if it is none of its type
     */
    public Object read(String key, String text) {
        try {
            return type.read(text);
        } catch (IllegalArgumentException e) {
            throw new StartRefusedException(key, seen(text), type.expected(text), where(key));
        }
    }

    private String seen(String text) {
        if (type instanceof ValueType.Url) {
            return "cannot be meant so"; // and may hold a password in a place where nobody looks for it
        }
        return "is '" + (text.length() > LONGEST_SHOWN ? text.substring(0, LONGEST_SHOWN) + "…" : text) + "'";
    }
}
