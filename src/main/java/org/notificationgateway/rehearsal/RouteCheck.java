// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.rehearsal;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.notificationgateway.EmlRoutes;
import org.notificationgateway.operations.FilesByName;
import org.notificationgateway.operations.GatewayHome;
import org.notificationgateway.settings.Fault;
import org.notificationgateway.settings.InvalidSettingsException;
import org.notificationgateway.settings.MailSettings;
import org.notificationgateway.settings.StartRefusedException;
import org.notificationgateway.smtp.Failures;

/**
 * Finds every mistake of a home's routes in one go: looks up what they name, builds them, and lets a mail of each sender
 * pass. Keeps no state.
 */
public final class RouteCheck {
    private static final String BUILT_FIRST = "error-handling.camel.yaml";
    private static final int MOST_TRIES = 3;
    /** What would turn away the requests of this check, and what holds for them instead. */
    private static final Map<String, String> LIMITS = Map.of(
            "ingress.http.rate-limit", "1000", "ingress.recipient-rate-limit", "1000", "intake.max-request-size", "26214400",
            "intake.max-recipients", "100", "intake.max-subject-length", "998", "intake.max-name-length", "255");

    private RouteCheck() {}

    /** A line for each fault; empty when the routes can be started and deliver. */
    public static List<String> faults(GatewayHome home) throws Exception {
        return faults(home, Map.of(), System.getenv());
    }

    /**
     * The same of a home whose settings are wrong: with shipped values in their places as far as that lets it start, and
     * otherwise by a look at the files alone.
     *
     * @param settings what is wrong with them, a line for each
     */
    public static List<String> faultsDespite(GatewayHome home, Collection<String> settings) throws IOException {
        List<String> known = new ArrayList<>(settings);
        try (MendedHome mended = new MendedHome(home)) {
            for (int tries = 0; tries < MOST_TRIES; tries++) {
                if (tries == MOST_TRIES - 1) {
                    mended.reset();
                }
                mended.mend(known);
                try {
                    return faults(mended.copy(), mended.overrides(), mended.environment()).stream().map(mended::ofHome).toList();
                } catch (Exception e) {
                    known.addAll(refused(e)); // one that the first look did not find
                }
            }
        }
        return faultsOfFiles(home);
    }

    private static List<String> refused(Exception failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof StartRefusedException || cause instanceof InvalidSettingsException) {
                return String.valueOf(cause.getMessage()).lines().toList();
            }
        }
        return List.of();
    }

    private static List<String> faults(GatewayHome home, Map<String, String> mended, Map<String, String> environment) throws Exception {
        Set<String> faults = new LinkedHashSet<>();
        List<RouteNode> files = read(home, faults);
        try (LogTexts texts = new LogTexts(files);
                Rehearsal rehearsal = Rehearsal.start(home, overrides(home, mended), server -> RoutePassage.SERVER, MailSettings::open, environment)) {
            names(home, rehearsal.context(), files, faults);
            if (faults.isEmpty()) {
                build(rehearsal, files, faults);
            }
            if (faults.isEmpty()) {
                new RoutePassage(rehearsal, files, faults).look();
            }
            faults.addAll(faultsOfSteps(rehearsal.context(), files)); // mail passes these all the same
        }
        return List.copyOf(faults);
    }

    /** Limits that are off stay off; others let all mails of a check pass. */
    private static Map<String, String> overrides(GatewayHome home, Map<String, String> mended) throws IOException {
        Map<String, String> overrides = new HashMap<>(mended);
        overrides.put("camel.main.routesIncludePattern", "false");
        Properties settings = home.settings(System.getenv());
        LIMITS.forEach((limit, lifted) -> {
            String set = settings.getProperty(limit, "0");
            if (!set.equals("0") && !mended.containsKey(limit)) {
                overrides.put(limit, lifted);
            }
        });
        return overrides;
    }

    /** What needs no route to be built; the context has all that routes name. */
    static List<String> faultsOfNames(GatewayHome home, CamelContext context) throws IOException {
        Set<String> faults = new LinkedHashSet<>();
        names(home, context, read(home, faults), faults);
        return List.copyOf(faults);
    }

    private static void names(GatewayHome home, CamelContext context, List<RouteNode> files, Set<String> faults) throws IOException {
        new RouteLint(context, keys(home)).faults(files).forEach(fault -> faults.add(fault.toString()));
        new RoutePaths(files).faults().forEach(fault -> faults.add(fault.toString()));
    }

    /** Steps that have no effect; nothing that would keep mail from passing. */
    private static List<String> faultsOfSteps(CamelContext context, List<RouteNode> files) {
        RoutePaths paths = new RoutePaths(files);
        paths.faults();
        return Stream.concat(paths.unread().stream(), lookAtSteps(context, files).stream()).map(Fault::toString).toList();
    }

    /** The same but for variables that nobody reads. */
    static List<Fault> lookAtSteps(CamelContext context, List<RouteNode> files) {
        List<Fault> faults = new ArrayList<>(new RouteEffects(files).faults());
        faults.addAll(new RouteConditions(context).faults(files));
        faults.addAll(new RouteHabits().faults(files));
        faults.addAll(new RouteRules(context).faults(files));
        faults.addAll(new RouteOptions(context).faults(files));
        faults.addAll(new RouteMailFields(files).faults());
        faults.addAll(new RouteRepeats().faults(files));
        return faults;
    }

    /** The same, of a home. */
    static List<String> faultsOfSteps(GatewayHome home, CamelContext context) throws IOException {
        return faultsOfSteps(context, read(home, new LinkedHashSet<>()));
    }

    /** Placeholders that have a value. */
    private static Set<String> keys(GatewayHome home) throws IOException {
        Set<String> keys = new HashSet<>(home.settings(System.getenv()).stringPropertyNames());
        keys.add("gateway.home");
        return keys;
    }

    /** The same as far as it can be told of a home whose settings are not in order. */
    private static List<String> faultsOfFiles(GatewayHome home) throws IOException {
        Set<String> faults = new LinkedHashSet<>();
        List<RouteNode> files = read(home, faults);
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.disableJMX();
            new RouteLint(context, keys(home)).placeholders(files).forEach(fault -> faults.add(fault.toString()));
        }
        new RoutePaths(files).faults().forEach(fault -> faults.add(fault.toString()));
        return List.copyOf(faults);
    }

    private static List<RouteNode> read(GatewayHome home, Set<String> faults) throws IOException {
        List<RouteNode> files = new ArrayList<>();
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.disableJMX();
            context.getRegistry().bind(FilesByName.KEY, new FilesByName());
            for (Path path : files(home)) {
                try {
                    files.add(RouteNode.of(path));
                    parse(path, context);
                } catch (InvalidSettingsException e) {
                    faults.add(String.valueOf(e.getMessage()));
                } catch (Exception e) {
                    faults.add(new Fault("route file", "cannot be loaded: " + Failures.reason(e), "Camel's YAML DSL", path.toString()).toString());
                }
            }
        }
        return files;
    }

    /** The route files of a home, by name. */
    static Set<Path> files(GatewayHome home) throws IOException {
        Set<Path> paths = new TreeSet<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(home.resolve("routes"), "*.camel.yaml")) {
            all.forEach(paths::add);
        }
        return paths;
    }

    /** Adds nothing to the context: the next file may have routes of the same names. */
    private static void parse(Path file, CamelContext context) throws Exception {
        Resource resource = PluginHelper.getResourceLoader(context).resolveResource("file:" + file);
        for (RoutesBuilder routes : PluginHelper.getRoutesLoader(context).findRoutesBuilders(resource)) {
            ((RouteBuilder) routes).configureRoutes(context);
        }
    }

    /** One file after the other, so that one fault does not hide the next. */
    private static void build(Rehearsal rehearsal, List<RouteNode> files, Set<String> faults) {
        List<Path> order = new ArrayList<>(files.stream().map(RouteNode::file).toList());
        order.sort((a, b) -> Boolean.compare(b.endsWith(BUILT_FIRST), a.endsWith(BUILT_FIRST)));
        CamelContext context = rehearsal.context();
        for (Path file : order) {
            try {
                PluginHelper.getRoutesLoader(context)
                        .loadRoutes(PluginHelper.getResourceLoader(context).resolveResource("file:" + file));
            } catch (Exception e) {
                faults.add(new Fault("route", notBuilt(e), "Camel's YAML DSL", place(e, file)).toString());
            }
        }
        Path template = order.stream().filter(file -> file.endsWith(EmlRoutes.TEMPLATE + ".camel.yaml")).findFirst().orElse(null);
        if (template != null && faults.isEmpty()) {
            try {
                context.getRegistry().findSingleByType(EmlRoutes.class).addTo(context);
            } catch (Exception e) {
                faults.add(new Fault("route", "cannot be built: " + Failures.reason(e), "Camel's YAML DSL", place(e, template)).toString());
            }
        }
    }

    static String notBuilt(Exception failure) {
        return "cannot be built: " + Failures.reason(failure);
    }

    static String place(Exception failure, Path file) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof FailedToCreateRouteException route && route.getLocation() != null) {
                return route.getLocation().replaceFirst("^file:", "");
            }
        }
        return file.toString();
    }
}
