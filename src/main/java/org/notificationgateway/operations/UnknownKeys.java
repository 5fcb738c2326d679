// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.operations;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.ExtendedPropertyConfigurerGetter;
import org.apache.camel.support.PluginHelper;
import org.notificationgateway.settings.Fault;
import org.notificationgateway.settings.GatewayKeys;
import org.notificationgateway.settings.InvalidSettingsException;

/**
 * Finds the keys that have no effect because nobody knows them: a limit with a letter too few is no limit. Whatever a route
 * or another value names is somebody's own, unless Camel refuses it.
 */
final class UnknownKeys {
    /** What Camel binds each group to; it ends a start at an option it does not have. */
    private static final Map<String, String> OPTIONS = Map.of(
            "main", "MainConfigurationProperties", "server", "HttpServerConfigurationProperties",
            "management", "HttpManagementServerConfigurationProperties", "health", "HealthConfigurationProperties",
            "metrics", "MetricsConfigurationProperties", "ssl", "SSLConfigurationProperties");

    private final CamelContext context;
    private final GatewayHome home;

    UnknownKeys(CamelContext context, GatewayHome home) {
        this.context = context;
        this.home = home;
    }

    /** A fault for each, in their order. */
    List<Fault> faults(Collection<String> keys) {
        return keys.stream().filter(this::isUnknown).map(GatewayKeys::unknown).toList();
    }

    /** True for an option that Camel refuses at the start if it does not have it, and if it is empty. */
    static boolean isBoundByCamel(String key) {
        String[] parts = key.split("\\.", -1);
        return parts[0].equals("camel") && parts.length == 3 && OPTIONS.containsKey(parts[1]);
    }

    private boolean isUnknown(String key) {
        if (key.equals(GatewayKeys.HOME) || key.startsWith(OAuthSettings.PREFIX) || GatewayKeys.find(key).isPresent()) {
            return false; // those of OAuth need the senders, and are looked at with them
        }
        if (isBoundByCamel(key)) {
            String[] parts = key.split("\\.", -1);
            return !isOption(OPTIONS.getOrDefault(parts[1], ""), parts[2]);
        }
        return (GatewayKeys.isOurs(key) || GatewayKeys.isMisspelt(key)) && !isUsed(key);
    }

    private boolean isOption(String group, String name) {
        return PluginHelper.getConfigurerResolver(context)
                        .resolvePropertyConfigurer("org.apache.camel.main." + group, context) instanceof ExtendedPropertyConfigurerGetter options
                && options.getOptionType(name.replace("-", ""), true) != null;
    }

    private boolean isUsed(String key) {
        Pattern use = Pattern.compile("\\{\\{[?!]?" + Pattern.quote(key) + "(?::[^{}]*)?}}|\\$\\{properties:" + Pattern.quote(key) + "\\b");
        if (context.getPropertiesComponent().loadProperties().values().stream().anyMatch(value -> use.matcher(value.toString()).find())) {
            return true;
        }
        try (DirectoryStream<Path> routes = Files.newDirectoryStream(home.resolve("routes"))) {
            for (Path file : routes) {
                if (Files.isRegularFile(file) && use.matcher(FilesByName.route(file)).find()) {
                    return true;
                }
            }
        } catch (IOException | InvalidSettingsException e) {
            return false; // said with the routes
        }
        return false;
    }
}
