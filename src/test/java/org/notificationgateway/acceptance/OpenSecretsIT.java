// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.notificationgateway.support.TestGateway;
import org.notificationgateway.support.TestHome;

/** What stands open and works all the same is told at the start. */
class OpenSecretsIT {
    @TempDir
    private Path folder;

    private TestHome home;

    @BeforeEach
    void makeHome() {
        home = new TestHome(folder).server("{ \"FromAddress\": \"a@contoso.com\", \"Host\": \"127.0.0.1\","
                + " \"UserName\": \"u\", \"Password\": \"s3cret\" }");
    }

    @ParameterizedTest(name = "D7c: rights {0}")
    @CsvSource({"rw-r--r--, true", "rw-r-----, false", "rw-------, false", "rwxrwxrwx, true"})
    void aFileWithAPasswordThatEverybodyMayReadIsNamed(String rights, boolean told) throws Exception {
        rights("config/appsettings.json", rights);
        Path properties = home.path("config/application.properties");
        Files.writeString(properties, Files.readString(properties) + "\ngateway.ledger.password = s3cret\n");
        rights("config/application.properties", rights);
        String summary = summary();
        assertEquals(told, summary.contains("clear text, where every account of this machine may read it"), summary);
        assertEquals(told, summary.contains(properties + " holds gateway.ledger.password and may be read by every account"), summary);
        assertFalse(summary.contains("s3cret"), summary);
    }

    @Test
    void neitherAPlaceholderNorAnEmptyPasswordIsOne() throws Exception {
        home.server("{ \"FromAddress\": \"a@contoso.com\", \"PickupDirectory\": \"data/pickup\" }");
        rights("config/application.properties", "rw-r--r--");
        Path properties = home.path("config/application.properties");
        Files.writeString(properties, Files.readString(properties) + "\ncamel.ssl.keystorePassword = {{env:PATH}}\n");
        assertNotTold("every account");
    }

    @Test
    @DisplayName("D7c: a PasswordFile")
    void aPasswordFileThatEverybodyMayReadIsNamed() throws Exception {
        home.write("config/password", "s3cret").server("{ \"FromAddress\": \"a@contoso.com\", \"Host\": \"127.0.0.1\","
                + " \"UserName\": \"u\", \"PasswordFile\": \"config/password\" }");
        rights("config/password", "rw-r--r--");
        String open = summary();
        assertTrue(open.contains(home.path("config/password") + ", which every account of this machine may read"), open);
        rights("config/password", "rw-------");
        assertNotTold("config/password, which");
    }

    @ParameterizedTest(name = "D8: {0}")
    @CsvSource({"0.0.0.0, true", "127.0.0.1, false", "localhost, false", "[::], true"})
    void anAcceptorBeyondThisMachineIsTold(String host, boolean told) {
        assertEquals(told, acceptor(host, TestHome.freePort()).contains("gateway.broker.acceptor listens on " + host));
    }

    @Test
    @DisplayName("G5: an option of JMX, which is off")
    void anOptionOfJmxWithoutJmxIsTold() throws Exception {
        assertFalse(summary().contains("jmx"), summary());
        Path properties = home.path("config/application.properties");
        Files.writeString(properties, Files.readString(properties) + "\ncamel.main.jmxUpdateRouteEnabled = true\n");
        assertEquals(1, summary().lines()
                .filter(line -> line.startsWith("  warn  camel.main.jmxUpdateRouteEnabled is set and has no effect: camel.main.jmxEnabled is false"))
                .count(), summary());
    }

    private String acceptor(String host, int port) {
        home.set("gateway.broker.acceptor", "tcp://" + host + ":" + port)
                .set("gateway.broker.username", "app").set("gateway.broker.password", "x");
        return summary();
    }

    private void assertNotTold(String words) {
        String summary = summary();
        assertFalse(summary.contains(words), summary);
    }

    private String summary() {
        try (TestGateway gateway = TestGateway.start(home)) {
            return gateway.bean("startupSummary", Object.class).toString();
        }
    }

    private void rights(String name, String rights) throws IOException {
        Files.setPosixFilePermissions(home.path(name), PosixFilePermissions.fromString(rights));
    }
}
