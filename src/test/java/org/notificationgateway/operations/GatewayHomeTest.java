// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.operations;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.notificationgateway.settings.StartRefusedException;

/** Every command finds its files and its settings through the home, so all must find the same ones. */
class GatewayHomeTest {
    @TempDir
    private Path folder;

    private GatewayHome home;

    @BeforeEach
    void makeHome() {
        home = new GatewayHome(folder);
    }

    private void properties(String text) throws IOException {
        Files.createDirectories(folder.resolve("config"));
        Files.writeString(folder.resolve("config/application.properties"), text);
    }

    @Nested
    class AFolderOfASetting {
        @Test
        void liesBelowTheHomeWhenRelative() {
            assertEquals(folder.resolve("data/inbox"), home.resolve("data/./x/../inbox"));
        }

        @Test
        void isItselfWhenAbsolute() {
            Path elsewhere = folder.resolveSibling("elsewhere");
            assertEquals(elsewhere, home.resolve(elsewhere.toString()));
        }

        @Test
        void doesNotMoveWithTheWorkingDirectory() {
            assertTrue(new GatewayHome(Path.of("target/..")).directory().isAbsolute());
            assertEquals(Path.of("").toAbsolutePath(), new GatewayHome(Path.of("target/..")).directory());
        }
    }

    @Nested
    class ASetting {
        @ParameterizedTest
        @CsvSource({
            "camel.server.port,           CAMEL_SERVER_PORT",
            "ingress.file.keep-accepted,  INGRESS_FILE_KEEP_ACCEPTED",
            "camel.server.maxBodySize,    CAMEL_SERVER_MAXBODYSIZE",
            "gateway.broker.url,          GATEWAY_BROKER_URL",
        })
        void isTakenFromTheEnvironmentFirst(String key, String variable) throws Exception {
            properties(key + " = of the file");
            assertEquals("of the file", home.settings(Map.of()).getProperty(key));
            assertEquals(
                    "of the environment",
                    home.settings(Map.of(variable, "of the environment")).getProperty(key));
        }

        @Test
        void canBeEmptiedByTheEnvironment() throws Exception {
            properties("gateway.broker.url = tcp://broker:61616");
            assertEquals("", home.settings(Map.of("GATEWAY_BROKER_URL", "")).getProperty("gateway.broker.url"));
        }

        @Test
        void isNotTakenFromAVariableThatOnlyLooksAlike() throws Exception {
            properties("camel.server.port = 8080\n");
            Properties settings = home.settings(Map.of("camel.server.port", "1", "SERVER_PORT", "2", "PATH", "3"));
            assertEquals("8080", settings.getProperty("camel.server.port"));
            assertNull(settings.getProperty("PATH"));
            assertNull(settings.getProperty("server.port"));
        }

        @Test
        void isTakenFromTheEnvironmentAloneIfItIsKnown() throws Exception {
            properties("");
            Properties settings = home.settings(Map.of("CAMEL_SSL_ENABLED", "true", "GATEWAY_PORT", "tcp://10.0.0.1:80"));
            assertEquals("true", settings.getProperty("camel.ssl.enabled"));
            assertNull(settings.getProperty("gateway.port"));
        }

        @Test
        void ofCamelHasItsDocumentedNameAndNoBlanksAround() throws Exception {
            properties("camel.server.max-body-size = 7 \ngateway.broker.password = x \n");
            Properties settings = home.settings(Map.of());
            assertEquals("7", settings.getProperty("camel.server.maxBodySize"));
            assertNull(settings.getProperty("camel.server.max-body-size"));
            assertEquals("x ", settings.getProperty("gateway.broker.password"));
        }

        @Test
        void isTheShippedOneWhereTheFileHasNone() throws Exception {
            properties("camel.server.port = 1\n");
            assertEquals("24h", home.settings(Map.of()).getProperty("delivery.max-age"));
        }

        @Test
        void keepsItsLettersWhateverTheLocale() throws Exception {
            properties("gateway.broker.username = Zoé\n");
            assertEquals("Zoé", home.settings(Map.of()).getProperty("gateway.broker.username"));
        }

        @Test
        void isMissedLoudlyWithoutTheFile() {
            assertThrows(NoSuchFileException.class, () -> home.settings(Map.of()));
        }
    }

    @Nested
    class AFolderThatIsNoHome {
        private void assertRefused() {
            var e = assertThrows(StartRefusedException.class, home::checked);
            assertEquals(
                    "home folder is " + folder + ": expected a folder with config/application.properties and routes/"
                            + " (--home)",
                    e.getMessage());
        }

        @Test
        void isRefusedWithoutRoutes() throws Exception {
            properties("");
            assertRefused();
        }

        @Test
        void isRefusedWithoutProperties() throws Exception {
            Files.createDirectory(folder.resolve("routes"));
            assertRefused();
        }

        @Test
        void isOneOnceItHasBoth() throws Exception {
            properties("");
            Files.createDirectory(folder.resolve("routes"));
            assertSame(home, home.checked());
        }
    }

    @ParameterizedTest(name = "{0}, {1}: {2}")
    @CsvSource({"true,true,https://127.0.0.1:8080", "true,false,http://127.0.0.1:8080", "false,true,http://127.0.0.1:8080"})
    void aServerIsReachedOverTlsWhenTlsIsOnAndItUsesIt(String enabled, String used, String url) {
        Map<String, String> settings = Map.of(
                "camel.ssl.enabled", enabled, "camel.server.useGlobalSslContextParameters", used,
                "camel.server.host", "127.0.0.1", "camel.server.port", "8080");
        assertEquals(url, GatewayHome.url("camel.server", key -> settings.getOrDefault(key, "")));
    }
}
