// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.settings;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Merges what holds for one appsettings file as the product does: the file, then its environment's layer
 * ({@code appsettings.Production.json}), then environment variables with {@code __} for the colon. Later wins, key by
 * key; arrays merge by index.
 *
 * @param environmentName from {@code ASPNETCORE_ENVIRONMENT}, else {@code DOTNET_ENVIRONMENT}, else Production
 */
record SettingsLayers(String environmentName, Map<String, String> environment) {
    private static final String JSON = ".json";

    static SettingsLayers of(Map<String, String> environment) {
        String name = environment.getOrDefault(
                "ASPNETCORE_ENVIRONMENT", environment.getOrDefault("DOTNET_ENVIRONMENT", "Production"));
        return new SettingsLayers(name.isBlank() ? "Production" : name.strip(), environment);
    }

    /**
     * The merged values of a file by key path in lower case; of a missing file, those of its layer and environment.
     *
     * @param prefix what environment variables for this file start with, such as {@code OPS__}; empty for the
     *     product's own files
     * @param read to which the files that say something are added
     * @throws InvalidSettingsException if a file cannot be read
     */
    Map<String, Setting> merged(Path file, String prefix, Set<Path> read) {
        Map<String, Setting> values = new LinkedHashMap<>();
        overlay(values, readIfThere(file, read));
        overlay(values, readIfThere(layerOf(file), read));
        overlay(values, variables(prefix));
        return values;
    }

    /** The file's layer for this environment. */
    Path layerOf(Path file) {
        String name = file.getFileName().toString();
        String stem = name.substring(0, name.length() - JSON.length());
        return file.resolveSibling(stem + "." + environmentName + JSON);
    }

    private Map<String, Setting> variables(String prefix) {
        Map<String, Setting> variables = new LinkedHashMap<>();
        environment.forEach((name, value) -> {
            if (name.contains("__") && name.regionMatches(true, 0, prefix, 0, prefix.length())) {
                String key = name.substring(prefix.length()).replace("__", ":");
                variables.put(key.toLowerCase(Locale.ROOT),
                        new Setting(key, value, "environment variable " + name, false, null));
            }
        });
        return variables;
    }

    /** A link that leads nowhere is there: what it should lead to would be missing without a word. */
    private static Map<String, Setting> readIfThere(Path file, Set<Path> read) {
        Map<String, Setting> values = isThere(file) ? SettingsFile.read(file) : Map.of();
        if (!values.isEmpty()) {
            read.add(file);
        }
        return values;
    }

    static boolean isThere(Path file) {
        return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
    }

    private static void overlay(Map<String, Setting> values, Map<String, Setting> upper) {
        upper.forEach((key, setting) -> values.merge(key, setting, (lower, higher) -> higher.over(lower)));
    }
}
