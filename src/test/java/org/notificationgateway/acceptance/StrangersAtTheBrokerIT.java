// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.acceptance;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.notificationgateway.support.CapturedLog;
import org.notificationgateway.support.TestGateway;
import org.notificationgateway.support.TestHome;

/** Who knocks at the broker's acceptor and speaks something else fills no log. */
class StrangersAtTheBrokerIT {
    private static final int PORT = TestHome.freePort();

    @TempDir
    private static Path folder;

    private static TestGateway gateway;

    @BeforeAll
    static void start() {
        gateway = TestGateway.start(new TestHome(folder).set("gateway.broker.acceptor", "tcp://127.0.0.1:" + PORT)
                .set("gateway.broker.username", "app").set("gateway.broker.password", "x"));
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @ParameterizedTest(name = "D8: {0}")
    @ValueSource(strings = {"\u0016\u0003\u0001\u0000\u00a5\u0001\u0000\u0000\u00a1\u0003\u0003", "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "\u0000\u0000\u0000\u0001", "\u007f\u00ff\u00ff\u00ff", "SSH-2.0-x\r\n", "AMQP\u0000\u0001\u0000\u0000", "HORNETQ", "\u0000",
        "\u0000\u0000\u0000\u0009\u007f\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0001", // a frame of no known type
        "\u0000\u0000\u0000\u0009\u001f\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0001", // one cut short inside
        "\u0000\u0000\u0000\u0001\u00ff"})
    void whoSpeaksSomethingElseAtTheAcceptorLeavesNoTrace(String words) throws Exception {
        Map<String, Level> shipped = Map.of("org.apache.activemq", Level.WARN, "io.netty", Level.WARN, "io.netty.channel", Level.ERROR);
        try (CapturedLog log = new CapturedLog(shipped)) {
            for (int i = 0; i < 3; i++) {
                try (Socket socket = new Socket("127.0.0.1", PORT)) {
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
}
