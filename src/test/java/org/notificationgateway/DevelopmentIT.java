// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import javax.management.ObjectName;
import org.apache.camel.ServiceStatus;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.notificationgateway.operations.GatewayHome;
import org.notificationgateway.support.CapturedLog;
import org.notificationgateway.support.TestGateway;
import org.notificationgateway.support.TestHome;

/** {@code gateway run --dev}: who edits routes sees at once what comes of it, and breaks nothing that runs. */
class DevelopmentIT {
    private static final String REQUEST = "{\"to\": \"ann@example.com\", \"subject\": \"s\", \"text\": \"t\"}";

    @TempDir
    private Path folder;

    private TestHome home;
    private CapturedLog log;
    private Main main;
    private Thread running;

    @BeforeEach
    void start() throws Exception {
        home = new TestHome(folder);
        log = new CapturedLog(Map.of());
        main = RunCommand.gateway(new GatewayHome(folder), true);
        home.overrides().stringPropertyNames().forEach(key -> main.addOverrideProperty(key, home.overrides().getProperty(key)));
        running = new Thread(this::run, "gateway-run");
        running.start();
        awaitLine("WARN gateway", "not for production");
    }

    private void run() {
        try {
            main.run();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @AfterEach
    void stop() throws Exception {
        main.completed();
        running.join();
        log.close();
    }

    @Test
    void anEditedRouteTakesEffectAndABrokenOneIsNamedWhileTheOldGoesOn() throws Exception {
        edit("delivery-pickup", "      steps:\n", "      steps:\n        - log: {id: log-edit, logName: gateway.edit, message: 'first edit'}\n");
        awaitLine("INFO gateway", "delivery-pickup.camel.yaml is reloaded");
        sendOne(1);
        assertTrue(logged("INFO gateway.edit", "first edit"));

        edit("delivery-pickup", "uri: pickup", "uri: pikcup");
        awaitLine("ERROR gateway",
                "component pikcup is not on board: expected one of [", "did you mean pickup?", "delivery-pickup.camel.yaml:19); the old routes go on");
        sendOne(2);

        edit("delivery-pickup", "uri: pikcup", "uri: [");
        awaitLine("ERROR gateway", "delivery-pickup.camel.yaml", "while parsing");
        sendOne(3);

        edit("delivery-pickup", "uri: [", "uri: pickup");
        edit("delivery-pickup", "first edit", "second edit");
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            post();
            assertTrue(logged("INFO gateway.edit", "second edit"));
        });
    }

    @Test
    void aRouteThatOnlyFailsWhenItIsBuiltIsPutBack() throws Exception {
        edit("delivery-pickup", "        - to:\n", "        - convertBodyTo: {id: to-nothing, type: com.contoso.Missing}\n        - to:\n");
        awaitLine("ERROR gateway", "cannot be built: ", "type must be specified", "delivery-pickup.camel.yaml); the old routes go on");
        assertEquals(ServiceStatus.Started, main.getCamelContext().getRouteController().getRouteStatus("delivery-pickup"));
        sendOne(1);
    }

    @Test
    void routesShowInTheConsoleAndInJmx() throws Exception {
        String console = TestGateway.send(HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + home.managementPort() + "/q/dev/route")).build()).body();
        assertTrue(console.contains("delivery-pickup") && console.contains("outbox"), console);
        assertEquals(1, ManagementFactory.getPlatformMBeanServer()
                .queryNames(new ObjectName("org.apache.camel:type=routes,name=\"outbox\",*"), null).size());
        assertTrue(logged("WARN gateway", "not for production", "http://127.0.0.1:" + home.managementPort() + "/q/dev"));
    }

    /** As editors save: never half a file. */
    private void edit(String route, String old, String text) throws Exception {
        Path file = home.path("routes/" + route + ".camel.yaml");
        String before = Files.readString(file);
        assertTrue(before.contains(old), route + " has no " + old);
        Path beside = Files.writeString(home.path("edited"), before.replace(old, text));
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private void sendOne(int mails) {
        post();
        await().atMost(Duration.ofSeconds(10)).until(() -> home.files("data/pickup", ".eml").count() == mails);
    }

    private void post() {
        assertEquals(202, TestGateway.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + home.httpPort() + "/notifications"))
                .header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(REQUEST)).build()).statusCode());
    }

    private void awaitLine(String begin, String... words) {
        await().atMost(Duration.ofSeconds(90)).untilAsserted(() -> assertTrue(logged(begin, words), () -> String.join("\n", log.lines())));
    }

    private boolean logged(String begin, String... words) {
        return log.lines().stream().anyMatch(line -> {
            boolean all = line.startsWith(begin + " ");
            for (String word : words) {
                all &= line.contains(word);
            }
            return all;
        });
    }
}
