// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.notificationgateway.ingress.ApiKey;
import org.notificationgateway.ingress.ApiKeyFile;
import org.notificationgateway.ingress.Right;
import org.notificationgateway.settings.StartRefusedException;
import org.notificationgateway.support.TestGateway;
import org.notificationgateway.support.TestHome;

/** A port that the network reaches asks for something, or there is no start. */
class ListenAddressesIT {
    @TempDir
    private Path folder;

    private TestHome home;

    @BeforeEach
    void makeHome() {
        home = new TestHome(folder);
    }

    @ParameterizedTest(name = "S13 {0} on {1}")
    @CsvSource({"camel.server,0.0.0.0", "camel.server,::", "camel.server,no-such-host.invalid",
        "camel.management,0.0.0.0", "camel.management,::", "camel.management,no-such-host.invalid"})
    void refuseTheStartWithoutKeys(String server, String host) {
        home.set(server + ".host", host);
        assertRefused(server + ".host is " + host + " and config/api-keys has no key");
    }

    @Test
    @DisplayName("S13 keys switched on and none there")
    void refuseTheStartWithAFileOfComments() {
        home.set("camel.management.host", "0.0.0.0").write("config/api-keys", "# soon\n");
        assertRefused("config/api-keys has no key");
    }

    @Test
    @DisplayName("S13 a malformed key file")
    void refuseTheStartEvenOnLoopback() {
        home.write("config/api-keys", "helpdesk:canary\n");
        assertRefused("API key in line 1 is malformed");
    }

    @Test
    @DisplayName("a port that another program has, or an address of another machine, for JMS clients")
    void refuseTheStartIfJmsClientsCannotBeListenedTo() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            for (String url : List.of("tcp://127.0.0.1:" + other.getLocalPort(), "tcp://192.0.2.1:61616")) {
                home.set("gateway.broker.acceptor", url).set("gateway.broker.username", "app")
                        .set("gateway.broker.password", "s3cret");
                Throwable refused = assertThrows(Exception.class, () -> TestGateway.start(home).close());
                while (refused.getCause() != null) {
                    refused = refused.getCause();
                }
                assertTrue(refused.getMessage().contains("gateway.broker.acceptor cannot listen at " + url),
                        refused.toString());
            }
        }
    }

    @ParameterizedTest(name = "a rate limit of {0}")
    @ValueSource(strings = {"-1", "many", "1.5", ""})
    void refuseTheStartWith(String limit) {
        home.set("ingress.http.rate-limit", limit);
        assertRefused("ingress.http.rate-limit is '" + limit + "'");
    }

    @Test
    void areOpenToTheNetworkWithAKey() throws Exception {
        new ApiKeyFile(home.path("config/api-keys")).add(ApiKey.of("monitoring", "key", Set.of("*"), Set.of(Right.values())));
        home.set("camel.server.host", "0.0.0.0").set("camel.management.host", "0.0.0.0");
        try (TestGateway gateway = TestGateway.start(home)) {
            assertEquals(401, gateway.manage("/observe/health/live").statusCode());
            assertEquals(401, gateway.post("{}").statusCode());
            assertEquals(422, gateway.post("{}", "X-API-Key", "key").statusCode());
            Files.delete(home.path("config/api-keys"));
            assertEquals(401, gateway.post("{}").statusCode(), "a key file that is gone opens nothing");
        }
    }

    @Test
    void refuseTheStartIfTheNetworkWouldReachTheDeveloperConsole() throws Exception {
        new ApiKeyFile(home.path("config/api-keys")).add(ApiKey.of("monitoring", "key", Set.of("*"), Set.of(Right.values())));
        home.set("camel.management.host", "0.0.0.0").set("camel.management.devConsoleEnabled", "true");
        assertRefused("camel.management.host is 0.0.0.0 with the developer console: expected a loopback address");
    }

    private void assertRefused(String words) {
        var refused = assertThrows(StartRefusedException.class, () -> TestGateway.start(home).close());
        assertTrue(refused.getMessage().contains(words), refused.getMessage());
    }
}
