// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.routes;

import jakarta.jms.ConnectionFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.Processor;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.component.jms.JmsComponent;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.test.junit5.TestExecutionConfiguration;
import org.apache.camel.test.main.junit5.CamelMainTestSupport;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.notificationgateway.GatewayConfiguration;
import org.notificationgateway.intake.FaultCode;
import org.notificationgateway.intake.InvalidRequestException;
import org.notificationgateway.intake.RequestFault;
import org.notificationgateway.support.Jms;
import org.notificationgateway.support.TestHome;

/**
 * Runs one real route file alone, with the beans and the broker the program gives it, so that a test says only what
 * lies at its ends. A test replaces those first and then calls {@link #start}. All tests of a class share one gateway:
 * a start costs more than most tests.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class RouteTest extends CamelMainTestSupport {
    /** What arrives at a door, where only the bytes matter. */
    static final String REQUEST = "{\"subject\": \"Réunion\"}";

    private static final AtomicInteger HOMES = new AtomicInteger();

    private final String route;

    @TempDir
    private static Path folder;

    private TestHome home;
    private final Set<String> replaced = new HashSet<>();

    /** @param route id of the route under test, or a pattern for those of a template */
    RouteTest(String route) {
        this.route = route;
    }

    /** Changes what the gateway under test is configured with. */
    void prepare(TestHome home) {}

    final TestHome home() {
        return home;
    }

    /** Opens the route, once its ends are replaced; does nothing if an earlier test has. */
    final void start() {
        if (context.isStarted()) {
            return;
        }
        JmsComponent component = context.getComponent("jms", JmsComponent.class);
        component.getConfiguration().setReceiveTimeout(50); // a stop waits that long
        context.start();
    }

    final Jms jms() {
        return new Jms(bean("connectionFactory", ConnectionFactory.class));
    }

    final <T> T bean(String name, Class<T> type) {
        return context.getRegistry().lookupByNameAndType(name, type);
    }

    /** Puts a mock in the place of a step, which stays for the tests after this; it does what the latest stand-in does. */
    final MockEndpoint replace(String step, Processor standIn) throws Exception {
        if (replaced.add(step)) {
            AdviceWith.adviceWith(context, route, false, a -> a.weaveById(step).replace().to("mock:" + step));
        }
        MockEndpoint mock = getMockEndpoint("mock:" + step);
        mock.reset();
        mock.whenAnyExchangeReceived(standIn);
        return mock;
    }

    /** What intake throws at a request with these faults. */
    static InvalidRequestException refusal(FaultCode... codes) {
        return new InvalidRequestException(
                Stream.of(codes).map(code -> new RequestFault(code, "/to", "is missing")).toList());
    }

    /** Names of a folder's own files. */
    static Set<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile).map(Path::getFileName).map(Path::toString)
                    .collect(Collectors.toSet());
        }
    }

    @Override
    protected final void setupResources() {
        if (home != null) {
            return; // asked again before each test
        }
        home = new TestHome(folder.resolve(getClass().getSimpleName() + HOMES.incrementAndGet())).set("camel.main.routeFilterIncludePattern", route);
        prepare(home);
        camelContextConfiguration().withUseOverridePropertiesWithPropertiesComponent(home.overrides());
    }

    @Override
    public final void configureTest(TestExecutionConfiguration configuration) {
        super.configureTest(configuration);
        configuration.withUseAdviceWith(true).withUseRouteBuilder(false);
    }

    @Override
    protected final Class<?> getMainClass() {
        return GatewayConfiguration.class;
    }

    @Override
    protected final String getPropertyPlaceholderLocations() {
        return "file:" + home.path("config/application.properties");
    }
}
