// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.cli;

import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.delivery.PickupFolders;
import org.notificationgateway.delivery.RepliesFile;
import org.notificationgateway.ingress.ApiKeyFile;
import org.notificationgateway.ingress.ApiKeys;
import org.notificationgateway.operations.EmlFolders;
import org.notificationgateway.operations.GatewayHome;
import org.notificationgateway.operations.GatewayProperties;
import org.notificationgateway.operations.GatewaySettings;
import org.notificationgateway.operations.OAuthSettings;
import org.notificationgateway.operations.OpenSecrets;
import org.notificationgateway.operations.PickupSettings;
import org.notificationgateway.operations.SmtpServerSettings;
import org.notificationgateway.operations.StartRules;
import org.notificationgateway.rehearsal.RouteCheck;
import org.notificationgateway.settings.InvalidSettingsException;
import org.notificationgateway.settings.MailSettings;
import org.notificationgateway.settings.Senders;
import org.notificationgateway.settings.StartRefusedException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Finds what would stop or mislead a start, all of it in one go and without starting anything. */
@Command(name = "check", description = "Loads settings and routes without starting; names every fault.",
        mixinStandardHelpOptions = true)
public final class CheckCommand implements Callable<Integer> {
    @Mixin
    private HomeOption home = new HomeOption();

    @Option(names = "--data", description = "Looks for damage in the data folder instead, while no gateway runs.")
    private boolean data;

    @Option(names = "--connect", description = "Also reaches each SMTP server up to and with the login, and an external broker; sends nothing.")
    private boolean connect;

    @Override
    public Integer call() throws Exception {
        if (data) {
            return DataCheck.of(home);
        }
        int settings = settings();
        return settings == 0 && connect && !ConnectCheck.of(home.checked()) ? 1 : settings;
    }

    private int settings() throws Exception {
        Set<String> faults = new LinkedHashSet<>(); // two looks may find the same
        List<String> warnings = new ArrayList<>();
        try {
            all(home.checked(), faults, warnings);
        } catch (StartRefusedException e) {
            faults.add(String.valueOf(e.getMessage()));
        }
        warnings.forEach(warning -> System.out.println("warning: " + warning));
        faults.forEach(fault -> System.err.println(Lines.prefixed(fault)));
        if (faults.isEmpty()) {
            System.out.println("settings and routes are in order");
        }
        return faults.isEmpty() ? 0 : 1;
    }

    private static void all(GatewayHome home, Set<String> faults, List<String> warnings) throws IOException {
        boolean keys = apiKeys(home, faults);
        replies(home, faults);
        GatewayProperties properties;
        try {
            properties = GatewayProperties.of(home);
        } catch (InvalidSettingsException e) { // what depends on these is not looked at
            e.faults().forEach(fault -> faults.add(fault.toString()));
            load(home, faults);
            routes(home, faults);
            return;
        }
        properties.faults().forEach(fault -> faults.add(fault.toString()));
        collect(faults, () -> StartRules.listenAddresses(properties, keys).forEach(fault -> faults.add(fault.toString())));
        senders(home, properties, faults, warnings);
        collect(faults, () -> warnings.addAll(OpenSecrets.warnings(properties)));
        routes(home, faults);
    }

    /** Builds all of it once, as a start does; what that would log is not for the eyes of who checks. */
    private static void routes(GatewayHome home, Set<String> faults) {
        try (QuietLog quiet = new QuietLog()) {
            faults.addAll(faults.isEmpty() ? RouteCheck.faults(home) : RouteCheck.faultsDespite(home, List.copyOf(faults)));
        } catch (Exception e) {
            faults.addAll(Lines.explanation(e).lines().toList());
        }
    }

    private static void collect(Set<String> faults, Runnable look) {
        try {
            look.run();
        } catch (StartRefusedException e) {
            e.faults().forEach(fault -> faults.add(fault.toString()));
        }
    }

    private static @Nullable Senders load(GatewayHome home, Set<String> faults) {
        try {
            return GatewaySettings.loader(home, UnaryOperator.identity()).load();
        } catch (InvalidSettingsException e) {
            e.faults().forEach(fault -> faults.add(fault.toString()));
            return null;
        }
    }

    /** True if there is one, good or bad. */
    private static boolean apiKeys(GatewayHome home, Set<String> faults) throws IOException {
        try {
            return ApiKeys.load(new ApiKeyFile(home.resolve(GatewayHome.API_KEYS))).required();
        } catch (IllegalArgumentException e) {
            faults.add(String.valueOf(e.getMessage()));
            return true;
        }
    }

    private static void replies(GatewayHome home, Set<String> faults) throws IOException {
        try {
            RepliesFile.of(home.directory());
        } catch (InvalidSettingsException e) {
            faults.add(String.valueOf(e.getMessage()));
        }
    }

    private static void senders(
            GatewayHome home, GatewayProperties properties, Set<String> faults, List<String> warnings) throws IOException {
        Senders senders = load(home, faults);
        if (senders == null) {
            return;
        }
        senders.all().stream().map(MailSettings::warnings).forEach(warnings::addAll);
        new PickupFolders(home.dataDirectory(System.getenv()), Clock.systemUTC())
                .look(senders)
                .forEach(fault -> faults.add(fault.toString()));
        new OAuthSettings(properties, senders).faults()
                .forEach(fault -> faults.add(fault.toString()));
        try {
            new SmtpServerSettings(properties, senders, new OAuthSettings(properties, senders)).faults()
                    .forEach(fault -> faults.add(fault.toString()));
        } catch (InvalidSettingsException e) {
            faults.add(String.valueOf(e.getMessage()));
        }
        new PickupSettings(properties).faults(senders).forEach(fault -> faults.add(fault.toString()));
        new EmlFolders(properties, senders).faults().forEach(fault -> faults.add(fault.toString()));
    }
}
