// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.acceptance;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.ConfigurationSource;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.config.xml.XmlConfiguration;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.message.SimpleMessage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.notificationgateway.support.CapturedLog;
import org.notificationgateway.support.TestGateway;
import org.notificationgateway.support.TestHome;

/** What stands open and works all the same is told at the start; who knocks at it fills no log. */
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
        assertFalse(summary().contains("every account"), summary());
    }

    @Test
    @DisplayName("D7c: a PasswordFile")
    void aPasswordFileThatEverybodyMayReadIsNamed() throws Exception {
        home.write("config/password", "s3cret").server("{ \"FromAddress\": \"a@contoso.com\", \"Host\": \"127.0.0.1\","
                + " \"UserName\": \"u\", \"PasswordFile\": \"config/password\" }");
        rights("config/password", "rw-r--r--");
        assertTrue(summary().contains(home.path("config/password") + ", which every account of this machine may read"), summary());
        rights("config/password", "rw-------");
        assertFalse(summary().contains("config/password, which"), summary());
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

    @ParameterizedTest(name = "D8: {0}")
    @ValueSource(strings = {"\u0016\u0003\u0001\u0000\u00a5\u0001\u0000\u0000\u00a1\u0003\u0003", "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "\u0000\u0000\u0000\u0001", "\u007f\u00ff\u00ff\u00ff", "SSH-2.0-x\r\n", "AMQP\u0000\u0001\u0000\u0000", "HORNETQ", "\u0000",
        "\u0000\u0000\u0000\u0009\u007f\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0001", // a frame of no known type
        "\u0000\u0000\u0000\u0009\u001f\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0001", // one cut short inside
        "\u0000\u0000\u0000\u0001\u00ff"})
    void whoSpeaksSomethingElseAtTheAcceptorLeavesNoTrace(String words) throws Exception {
        int port = TestHome.freePort();
        home.set("gateway.broker.acceptor", "tcp://127.0.0.1:" + port)
                .set("gateway.broker.username", "app").set("gateway.broker.password", "x");
        Map<String, Level> shipped = Map.of("org.apache.activemq", Level.WARN, "io.netty", Level.WARN, "io.netty.channel", Level.ERROR);
        try (TestGateway gateway = TestGateway.start(home); CapturedLog log = new CapturedLog(shipped)) {
            for (int i = 0; i < 3; i++) {
                try (Socket socket = new Socket("127.0.0.1", port)) {
                    socket.setSoTimeout(300);
                    socket.getOutputStream().write(words.getBytes(StandardCharsets.ISO_8859_1));
                    socket.getInputStream().read();
                } catch (SocketException e) {
                    // reset
                } catch (IOException e) {
                    // silence
                }
            }
            await().during(Duration.ofMillis(500)).atMost(Duration.ofSeconds(20)).until(() -> true);
            List<String> traces = log.lines().stream().filter(line -> line.contains("\tat ")).filter(shipped()).toList();
            assertEquals(List.of(), traces);
        }
    }

    /** True for what the shipped configuration of the log lets through. */
    private static Predicate<String> shipped() throws IOException {
        Path file = TestHome.PROJECT.resolve("config/log4j2.xml");
        XmlConfiguration configuration = new XmlConfiguration(
                new LoggerContext("shipped"), new ConfigurationSource(Files.newInputStream(file), file));
        configuration.initialize();
        return line -> {
            String[] words = line.split(" ", 3);
            int message = line.indexOf("AMQ");
            LogEvent event = Log4jLogEvent.newBuilder().setLevel(Level.valueOf(words[0])).setLoggerName(words[1])
                    .setMessage(new SimpleMessage(line.substring(Math.max(0, message)))).build();
            LoggerConfig logger = configuration.getLoggerConfig(words[1]);
            return event.getLevel().isMoreSpecificThan(logger.getLevel()) && !logger.isFiltered(event);
        };
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
