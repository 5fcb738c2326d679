// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.cli;

import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.delivery.PickupFolders;
import org.notificationgateway.delivery.RepliesFile;
import org.notificationgateway.ingress.ApiKeyFile;
import org.notificationgateway.ingress.ApiKeys;
import org.notificationgateway.ingress.InboxService;
import org.notificationgateway.operations.GatewayHome;
import org.notificationgateway.operations.GatewayProperties;
import org.notificationgateway.operations.GatewaySettings;
import org.notificationgateway.operations.OAuthSettings;
import org.notificationgateway.operations.OpenSecrets;
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

    @Override
    public Integer call() throws Exception {
        return data ? DataCheck.of(home) : settings();
    }

    private int settings() throws Exception {
        List<String> faults = new ArrayList<>();
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

    private static void all(GatewayHome home, List<String> faults, List<String> warnings) throws IOException {
        try {
            faults.addAll(GatewayProperties.faults(home.settings(System.getenv())));
        } catch (InvalidSettingsException e) { // what depends on these is not looked at
            faults.add(String.valueOf(e.getMessage()));
            apiKeys(home, faults);
            replies(home, faults);
            load(home, faults);
            return;
        }
        apiKeys(home, faults);
        replies(home, faults);
        inbox(home, faults);
        senders(home, faults, warnings);
        warnings.addAll(OpenSecrets.warnings(GatewayProperties.of(home)));
        if (faults.isEmpty()) {
            routes(home, faults);
        } else {
            faults.addAll(RouteCheck.faultsOfFiles(home));
        }
    }

    /** Builds all of it once, as a start does; what that would log is not for the eyes of who checks. */
    private static void routes(GatewayHome home, List<String> faults) {
        silence();
        try {
            faults.addAll(RouteCheck.faults(home));
        } catch (Exception e) {
            faults.addAll(Lines.explanation(e).lines().toList());
        }
    }

    private static void silence() {
        LoggerContext logging = LoggerContext.getContext(false);
        for (LoggerConfig logger : logging.getConfiguration().getLoggers().values()) {
            logger.getAppenders().keySet().forEach(logger::removeAppender);
        }
        logging.updateLoggers();
    }

    private static @Nullable Senders load(GatewayHome home, List<String> faults) {
        try {
            return GatewaySettings.loader(home, UnaryOperator.identity()).load();
        } catch (InvalidSettingsException e) {
            e.faults().forEach(fault -> faults.add(fault.toString()));
            return null;
        }
    }

    private static void apiKeys(GatewayHome home, List<String> faults) throws IOException {
        try {
            ApiKeys.load(new ApiKeyFile(home.resolve(GatewayHome.API_KEYS)));
        } catch (IllegalArgumentException e) {
            faults.add(String.valueOf(e.getMessage()));
        }
    }

    private static void replies(GatewayHome home, List<String> faults) throws IOException {
        try {
            RepliesFile.of(home.directory());
        } catch (InvalidSettingsException e) {
            faults.add(String.valueOf(e.getMessage()));
        }
    }

    private static void inbox(GatewayHome home, List<String> faults) throws IOException {
        GatewayProperties properties = GatewayProperties.of(home);
        if (!properties.flag("ingress.file.enabled")) {
            return;
        }
        try {
            InboxService.refuseOpenToAll(properties.path("ingress.file.directory"));
        } catch (StartRefusedException e) {
            String fault = String.valueOf(e.getMessage());
            if (!faults.contains(fault)) { // a path that is none has been named with the other properties
                faults.add(fault);
            }
        }
    }

    private static void senders(GatewayHome home, List<String> faults, List<String> warnings) throws IOException {
        Senders senders = load(home, faults);
        if (senders == null) {
            return;
        }
        senders.all().stream().map(MailSettings::warnings).forEach(warnings::addAll);
        new PickupFolders(home.dataDirectory(System.getenv()), Clock.systemUTC())
                .look(senders)
                .forEach(fault -> faults.add(fault.toString()));
        new OAuthSettings(GatewayProperties.of(home), senders).faults()
                .forEach(fault -> faults.add(fault.toString()));
    }
}
