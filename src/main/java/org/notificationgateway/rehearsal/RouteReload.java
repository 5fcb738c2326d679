// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.rehearsal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.ServiceStatus;
import org.apache.camel.spi.Resource;
import org.apache.camel.spi.ResourceReload;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.apache.camel.support.RouteWatcherReloadStrategy;
import org.notificationgateway.operations.FilesByName;
import org.notificationgateway.operations.GatewayHome;
import org.notificationgateway.settings.Fault;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the routes of a running gateway whole while somebody edits them: Camel on its own takes a route away before it knows
 * whether the edited one can be built. What a check finds is named and not loaded. For the one thread that watches files.
 */
public final class RouteReload {
    private static final Logger LOG = LoggerFactory.getLogger("gateway");

    private final GatewayHome home;
    private final CamelContext context;
    private final ResourceReload camels;
    private final Map<Path, String> loaded = new TreeMap<>();

    private RouteReload(GatewayHome home, CamelContext context, ResourceReload camels) {
        this.home = home;
        this.context = context;
        this.camels = camels;
        try {
            loaded.putAll(texts());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Stands between Camel's watcher and its routes, if Camel watches them at all. */
    public static void guard(CamelContext context, GatewayHome home) {
        RouteWatcherReloadStrategy watcher = context.hasService(RouteWatcherReloadStrategy.class);
        if (watcher != null) {
            RouteReload guard = new RouteReload(home, context, watcher.getResourceReload());
            watcher.setResourceReload((name, resource) -> {
                if (resource.exists()) { // some editors take a file away before they write it anew
                    guard.reload();
                }
            });
        }
    }

    private Map<Path, String> texts() throws IOException {
        Map<Path, String> texts = new TreeMap<>();
        for (Path file : RouteCheck.files(home)) {
            texts.put(file, FilesByName.route(file));
        }
        return texts;
    }

    /** Loads every file that has changed since it was loaded, since two may be right only together. */
    private void reload() throws IOException {
        List<String> faults = RouteCheck.faultsOfNames(home, context);
        faults.forEach(fault -> LOG.error("{}; the old routes go on", fault));
        if (faults.isEmpty()) {
            texts().forEach((file, text) -> {
                if (!text.equals(loaded.get(file))) {
                    load(file, text);
                }
            });
        }
    }

    private void load(Path file, String text) {
        Map<String, Path> running = new HashMap<>();
        context.getRoutes().forEach(route -> running.put(route.getId(), fileOf(route)));
        try {
            camels.onReload(file.toString(), ResourceHelper.fromString("file:" + file, text));
            loaded.put(file, text);
            LOG.info("{} is reloaded", file);
        } catch (Exception e) {
            running.forEach((id, source) -> {
                if (context.getRouteController().getRouteStatus(id) != ServiceStatus.Started) {
                    restore(source);
                }
            });
            LOG.error("{}; the old routes go on", new Fault("route file", RouteCheck.notBuilt(e), "Camel's YAML DSL", RouteCheck.place(e, file)));
        }
    }

    private Path fileOf(Route route) {
        Resource source = route.getSourceResource();
        return home.resolve("routes").resolve(Path.of(source == null ? "" : source.getLocation()).getFileName());
    }

    private void restore(Path file) {
        try {
            PluginHelper.getRoutesLoader(context).updateRoutes(List.of(ResourceHelper.fromString("file:" + file, loaded.get(file))));
        } catch (Exception e) {
            LOG.error("{} cannot be restored: expected a restart", file, e);
        }
    }
}
