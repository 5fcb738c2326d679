// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.cli;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.RouteTemplateDefinition;
import org.apache.camel.support.PluginHelper;
import org.notificationgateway.operations.FilesByName;
import org.notificationgateway.operations.GatewayHome;
import org.notificationgateway.settings.InvalidSettingsException;

/** Loads each route file on its own, without starting it, so that one broken file does not hide the faults of the next. */
final class RouteCheck {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([A-Za-z0-9_.-]+)(:[^{}]*)?}}");

    private RouteCheck() {}

    /** A line for each fault; empty when the folder can be started. */
    static List<String> faults(GatewayHome home) throws IOException {
        List<String> faults = new ArrayList<>();
        Set<String> keys = new HashSet<>(home.settings(System.getenv()).stringPropertyNames());
        keys.add("gateway.home");
        Map<String, Path> routes = new HashMap<>();
        Set<String> configurations = new HashSet<>();
        Map<String, Path> used = new HashMap<>();
        Set<Path> files = new TreeSet<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(home.resolve("routes"), "*.camel.yaml")) {
            all.forEach(files::add);
        }
        for (Path file : files) {
            try (DefaultCamelContext context = new DefaultCamelContext()) {
                context.getRegistry().bind(FilesByName.KEY, new FilesByName());
                FilesByName.route(file);
                PluginHelper.getRoutesLoader(context)
                        .loadRoutes(PluginHelper.getResourceLoader(context).resolveResource("file:" + file));
                context.getRouteConfigurationDefinitions().forEach(c -> configurations.add(c.getId()));
                List<RouteDefinition> definitions = new ArrayList<>(context.getRouteDefinitions());
                context.getRouteTemplateDefinitions().forEach(t -> definitions.add(route(t)));
                for (RouteDefinition route : definitions) {
                    Path other = routes.put(String.valueOf(route.getRouteId()), file);
                    if (other != null) {
                        faults.add("route " + route.getRouteId() + " stands twice: expected each id once (" + other
                                + ", " + file + ")");
                    }
                    if (route.getRouteConfigurationId() != null) {
                        used.put(route.getRouteConfigurationId(), file);
                    }
                }
                faults.addAll(unknownPlaceholders(file, keys, templateParameters(context)));
            } catch (InvalidSettingsException e) {
                faults.add(String.valueOf(e.getMessage()));
            } catch (Exception e) {
                faults.add("route file cannot be loaded: " + firstLine(e) + ": expected Camel's YAML DSL (" + file + ")");
            }
        }
        used.keySet().removeAll(configurations);
        used.forEach((id, file) -> faults.add(
                "routeConfigurationId is " + id + ", which no file defines: expected one of " + configurations + " (" + file + ")"));
        return faults;
    }

    private static RouteDefinition route(RouteTemplateDefinition template) {
        RouteDefinition route = template.getRoute();
        route.setId(template.getId());
        return route;
    }

    private static Set<String> templateParameters(DefaultCamelContext context) {
        Set<String> names = new HashSet<>();
        context.getRouteTemplateDefinitions().forEach(template ->
                template.getTemplateParameters().forEach(parameter -> names.add(parameter.getName())));
        return names;
    }

    private static List<String> unknownPlaceholders(Path file, Set<String> keys, Set<String> parameters)
            throws IOException {
        List<String> faults = new ArrayList<>();
        Set<String> seen = new TreeSet<>();
        Matcher matcher = PLACEHOLDER.matcher(FilesByName.route(file));
        while (matcher.find()) {
            String key = matcher.group(1);
            if (matcher.group(2) == null && !keys.contains(key) && !parameters.contains(key) && seen.add(key)) {
                faults.add("placeholder {{" + key + "}} has no value: expected a key of config/application.properties ("
                        + file + ")");
            }
        }
        return faults;
    }

    private static String firstLine(Exception e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage()).lines().findFirst().orElse(cause.getClass().getSimpleName());
    }
}
