// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.notificationgateway.cli.HomeOption;
import org.notificationgateway.cli.Lines;
import org.notificationgateway.operations.GatewayHome;
import org.notificationgateway.operations.GatewayProperties;
import org.notificationgateway.operations.StartupSummary;
import org.notificationgateway.rehearsal.RouteReload;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs the gateway until it is told to stop; a start that cannot work ends with a line for each reason. */
@Command(name = "run", description = "Starts the gateway; SIGTERM stops it in order.", mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger("gateway");
    /** What {@code --dev} switches on, all of it Camel's own. */
    private static final List<String> DEVELOPMENT = List.of("camel.main.routesReloadEnabled", "camel.main.devConsoleEnabled",
            "camel.management.devConsoleEnabled", "camel.main.jmxEnabled");

    @Mixin
    private HomeOption home = new HomeOption();

    @Option(names = "--dev", description = "For who edits routes, not for production: an edited route file takes effect at once, and the"
            + " routes show in Camel's developer console at the management port, and in JMX.")
    private boolean dev;

    @Override
    public Integer call() {
        return run(home::checked, dev);
    }

    /** The exit code, once the gateway has stopped. */
    static int run(Supplier<GatewayHome> home, boolean dev) {
        StoreFailure failure = new StoreFailure();
        try {
            Main main = gateway(home.get(), dev);
            main.addMainListener(failure);
            main.run();
            return failure.happened() ? StoreFailure.EXIT_CODE : main.getExitCode();
        } catch (Exception e) {
            System.err.println(Lines.prefixed(Lines.explanation(e)));
            return StoreFailure.isCauseOf(e) ? StoreFailure.EXIT_CODE : FatalErrors.FAILED;
        } catch (Error e) { // a broker of which half has started keeps the process alive, and cannot be stopped in order
            System.err.println(Lines.prefixed(Lines.explanation(e)));
            Runtime.getRuntime().halt(FatalErrors.FAILED);
            throw e;
        }
    }

    static Main gateway(GatewayHome home, boolean dev) throws IOException {
        Main main = GatewayConfiguration.main(home);
        if (dev) {
            DEVELOPMENT.forEach(key -> main.addOverrideProperty(key, "true"));
        }
        main.addMainListener(new MainListenerSupport() {
            @Override
            public void afterStart(BaseMainSupport started) {
                CamelContext context = started.getCamelContext();
                GatewayProperties properties = new GatewayProperties(context);
                if (properties.flag("camel.main.routesReloadEnabled")) {
                    RouteReload.guard(context, home);
                }
                if (dev) {
                    LOG.warn("Runs with --dev, which is not for production: edited routes take effect at once, console at {}/q/dev",
                            properties.url("camel.management"));
                }
                StartupSummary summary =
                        context.getRegistry().findSingleByType(StartupSummary.class);
                LOG.info("{}", summary);
            }

            @Override
            public void beforeStop(BaseMainSupport started) {
                LOG.info("Notification Gateway is stopping: what is in flight may end");
            }

            @Override
            public void afterStop(BaseMainSupport stopped) {
                LOG.info("Notification Gateway has stopped");
            }
        });
        return main;
    }
}
