// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.acceptance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.notificationgateway.support.TestGateway;
import org.notificationgateway.support.TestHome;

/** The sockets of a gateway, as those find them who come with the tricks of published advisories. */
class OpenDoorIT {
    private static final String BODY = "{\"to\": \"ann@example.com\", \"subject\": \"s\", \"text\": \"t\"}";

    @TempDir
    private static Path folder;

    private static int acceptor;
    private static TestHome home;
    private static TestGateway gateway;

    @BeforeAll
    static void open() {
        acceptor = TestHome.freePort();
        home = new TestHome(folder)
                .server("{ \"FromAddress\": \"no-reply@contoso.com\", \"PickupDirectory\": \"data/pickup\" }")
                .write("config/api-keys", "tests:" + "0".repeat(64) + "\n")
                .set("gateway.broker.acceptor", "tcp://127.0.0.1:" + acceptor)
                .set("gateway.broker.username", "app")
                .set("gateway.broker.password", "client-s3cret");
        gateway = TestGateway.start(home);
    }

    @AfterAll
    static void close() {
        gateway.close();
    }

    @ParameterizedTest(name = "CVE-2026-40022: [{0}] opens to nobody without a key")
    @ValueSource(strings = {"/notifications", "/notifications/", "/notifications/x", "//notifications", "/notifications//",
        "/Notifications", "/NOTIFICATIONS", "/notifications;x=y", "/notifications?x=y", "/notifications%2F", "/%6eotifications",
        "/x/../notifications", "/notifications/..", "/./notifications", "/notifications#x"})
    void noPathOpensWithoutAKey(String path) throws IOException {
        String answer = talk(home.httpPort(), "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "Connection: close\r\nContent-Length: " + BODY.length() + "\r\n\r\n" + BODY);
        assertTrue(answer.matches("(?s)HTTP/1.1 (400|401|404|405|415) .*"), answer);
        assertEquals(0, home.files("data/pickup", ".eml").count());
    }

    @Test
    @DisplayName("CVE-2026-85316: the door is no proxy, whatever the request line and the headers name")
    void theDoorIsNoProxy() throws IOException {
        try (ServerSocket target = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            String other = "127.0.0.1:" + target.getLocalPort();
            for (String head : new String[] {
                "POST http://" + other + "/notifications HTTP/1.1\r\nHost: " + other,
                "GET http://" + other + "/ HTTP/1.1\r\nHost: " + other,
                "CONNECT " + other + " HTTP/1.1\r\nHost: " + other,
                "POST /notifications/http://" + other + "/ HTTP/1.1\r\nHost: localhost",
                "POST /notifications HTTP/1.1\r\nHost: " + other + "\r\nCamelHttpUri: http://" + other + "/"}) {
                String answer = talk(home.httpPort(), head + "\r\nContent-Type: application/json\r\nConnection: close\r\n"
                        + "Content-Length: " + BODY.length() + "\r\n\r\n" + BODY);
                assertFalse(answer.startsWith("HTTP/1.1 2"), answer);
            }
            target.setSoTimeout(200);
            assertEquals("nobody came", accepted(target));
        }
    }

    @ParameterizedTest(name = "CVE-2026-84176, S19: {0} from another origin gets no permission")
    @ValueSource(strings = {"OPTIONS", "POST", "GET"})
    void anotherOriginGetsNoPermission(String method) throws IOException {
        for (int port : new int[] {home.httpPort(), home.managementPort()}) {
            String answer = talk(port, method + " /notifications HTTP/1.1\r\nHost: localhost\r\nOrigin: https://evil.example\r\n"
                    + "Access-Control-Request-Method: POST\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
            assertFalse(answer.toLowerCase(Locale.ROOT).contains("access-control-"), answer);
            assertFalse(answer.startsWith("HTTP/1.1 2"), answer);
        }
    }

    @ParameterizedTest(name = "CVE-2026-67593: {0} gets no answer from the broker")
    @ValueSource(strings = {"OpenWire", "STOMP", "AMQP", "MQTT", "HornetQ", "HTTP"})
    void theBrokerAnswersNoOtherProtocol(String protocol) throws IOException {
        String hello = switch (protocol) {
            case "OpenWire" -> "\0\0\0\u00F0\u0001ActiveMQ\0\0\0\u000C\u0001\0\0\0";
            case "STOMP" -> "CONNECT\naccept-version:1.2\nhost:x\n\n\0";
            case "AMQP" -> "AMQP\0\1\0\0";
            case "MQTT" -> "\u0010\u000C\0\4MQTT\4\2\0\u003C\0\0";
            case "HornetQ" -> "HORNETQ";
            default -> "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";
        };
        String answer = talk(acceptor, hello);
        assertFalse(answer.matches("(?s).*(ActiveMQ|CONNECTED|AMQP|HTTP/1.1 2|ERROR).*"), answer);
        assertEquals("", answer);
    }

    private static String accepted(ServerSocket target) throws IOException {
        try (Socket socket = target.accept()) {
            return "somebody came: " + socket;
        } catch (SocketTimeoutException e) {
            return "nobody came";
        }
    }

    /** What comes back until the other side ends the conversation, or has been silent for a while. */
    private static String talk(int port, String words) throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(2000);
            socket.getOutputStream().write(words.getBytes(ISO_8859_1));
            socket.getInputStream().transferTo(answer);
        } catch (SocketTimeoutException | SocketException e) {
            // silence, or a reset, is an answer too
        }
        return answer.toString(ISO_8859_1);
    }
}
