// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
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
        main.addMainListener(new StartAndStop(home, dev));
        return main;
    }

    /**
     * Says what was started, and that it has stopped. The process stays until that is said: Camel's own shutdown hook lets
     * it end as soon as the context has stopped, while the main thread is still at its last steps.
     */
    private static final class StartAndStop extends MainListenerSupport {
        private static final int MOST_SECONDS = 40; // longer than Camel waits: camel.main.shutdownTimeout and 15 seconds

        private final CountDownLatch stopped = new CountDownLatch(1);
        private final GatewayHome home;
        private final boolean dev;

        StartAndStop(GatewayHome home, boolean dev) {
            this.home = home;
            this.dev = dev;
        }

        @Override
        public void afterStart(BaseMainSupport started) {
            GatewayProperties properties = new GatewayProperties(started.getCamelContext());
            if (properties.flag("camel.main.routesReloadEnabled")) {
                RouteReload.guard(started.getCamelContext(), home);
            }
            if (dev) {
                LOG.warn("Runs with --dev, which is not for production: edited routes take effect at once, console at {}/q/dev",
                        properties.url("camel.management"));
            }
            LOG.info("{}", started.getCamelContext().getRegistry().findSingleByType(StartupSummary.class));
            Runtime.getRuntime().addShutdownHook(new Thread(this::awaitStopped, "last-line"));
        }

        @Override
        public void beforeStop(BaseMainSupport started) {
            LOG.info("Notification Gateway is stopping: what is in flight may end");
        }

        @Override
        public void afterStop(BaseMainSupport main) {
            LOG.info("Notification Gateway has stopped");
            stopped.countDown();
        }

        private void awaitStopped() {
            try {
                stopped.await(MOST_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
