// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.notificationgateway.ingress.ApiKey;
import org.notificationgateway.ingress.ApiKeyFile;
import org.notificationgateway.ingress.Right;
import org.notificationgateway.support.Effort;
import org.notificationgateway.support.LogRecorder;
import org.notificationgateway.support.RawHttp;
import org.notificationgateway.support.TestGateway;
import org.notificationgateway.support.TestHome;

/** With keys configured, no path of either port can be tricked into an answer without one. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ApiKeyDoorsIT {
    private static final String KEY = "correct-horse-battery";
    private static final String RIGHT =
            "GET /observe/health/live HTTP/1.1\r\nHost: localhost\r\nX-API-Key: " + KEY + "\r\n\r\n";
    private static final String MAIL = "{\"to\":\"ann@example.com\",\"subject\":\"s\",\"text\":\"t\"}";

    private TestHome home;
    private TestGateway gateway;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        home = new TestHome(folder);
        new ApiKeyFile(home.path("config/api-keys")).add(ApiKey.of("helpdesk", KEY, Set.of("*"), Set.of(Right.values())));
        gateway = TestGateway.start(home);
    }

    @AfterAll
    void stop() {
        gateway.close();
    }

    private static Stream<String> tricks() {
        Stream<String> beside = Stream.of("/", "*", "/schema/", "/schema/x", "//schema", "/SCHEMA", "/schema;/../observe/health",
                "/schema/../observe/health", "/schema/%2e%2e/observe/health", "/schema%2f..%2fobserve/health",
                "/openapi.json/", "/openapi.json/../notifications");
        return Stream.concat(beside, Stream.of("/notifications", "/observe/health", "/observe/health/live", "/observe/health/ready", "/observe/metrics")
                .flatMap(path -> {
                    String last = path.substring(path.lastIndexOf('/') + 1);
                    String parent = path.substring(0, path.length() - last.length());
                    return Stream.of(path, path + "/", path + "/x", "/" + path, parent + "/" + last,
                            parent + "./" + last, parent + "%2e/" + last, parent + "x/../" + last,
                            parent + "x/%2e%2e/" + last, "/%2e" + path, parent + "%2f" + last, path + "%00", path + "%20",
                            parent + "%" + Integer.toHexString(last.charAt(0)) + last.substring(1),
                            path.toUpperCase(Locale.ROOT), path + ";x=1", path + ";/x", path + "?x=1", path + "?apiKey=" + KEY,
                            path + "#x", "http://127.0.0.1" + path, "\\" + path.substring(1));
                }));
    }

    @ParameterizedTest(name = "S12 {0}")
    @MethodSource("tricks")
    void opensNothing(String path) throws Exception {
        for (int port : new int[] {home.httpPort(), home.managementPort()}) {
            for (String method : List.of("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE")) {
                List<String> tried = List.of(
                        "", "X-API-Key: wrong\r\n", "X-API-Key: \r\n", "Authorization: Bearer wrong\r\n",
                        "Authorization: Basic " + KEY + "\r\n", "Authorization: " + "Bearer \r\n",
                        "X-HTTP-Method-Override: GET\r\nX-Original-URL: /observe/health\r\nX-Forwarded-For: 127.0.0.1\r\n");
                boolean reads = method.equals("GET") || method.equals("POST");
                for (String headers : tried.subList(0, reads ? tried.size() : Effort.of(1, tried.size()))) {
                    String line = method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n" + headers;
                    String body = "Content-Type: application/json\r\nContent-Length: " + MAIL.length() + "\r\n\r\n" + MAIL;
                    String answer = first(port, line + (method.equals("POST") ? body : "\r\n"));
                    boolean leadsToSignIn = path.equals("/") && answer.matches("(?s)HTTP/1.1 303 .*\r\nLocation: /page/sign-in\r\n.*\r\n\r\n");
                    assertTrue(leadsToSignIn || answer.matches("(?s)HTTP/1.1 (400|401|403|404|405|429) .*"), line + "\n" + answer);
                }
            }
        }
        assertEquals(0, home.files("data/pickup", ".eml").count());
    }

    @Test
    @DisplayName("S12 S14 a missing and a wrong key get the same answer, byte for byte")
    void nothingTellsAWrongKeyFromAMissingOne() throws Exception {
        for (int port : new int[] {home.httpPort(), home.managementPort()}) {
            first(port, RIGHT); // after which a wrong key is the first
            String missing = first(port, "GET /observe/health HTTP/1.1\r\nHost: localhost\r\n\r\n");
            HttpProtocolIT.assertProblem(401, missing);
            assertTrue(missing.toLowerCase(Locale.ROOT).contains("\r\nwww-authenticate: bearer\r\n"), missing);
            for (String key : List.of("wrong", "helpdesk", KEY + "x", KEY.substring(1))) {
                assertEquals(missing, first(port, "GET /nothing HTTP/1.1\r\nHost: localhost\r\nX-API-Key: " + key + "\r\n\r\n"));
            }
        }
    }

    @Test
    @DisplayName("D7a: wrong keys are slowed, told once, and keep nobody out who has a right one")
    void wrongKeysAreSlowed() throws Exception {
        String wrong = "GET /observe/health/live HTTP/1.1\r\nHost: localhost\r\nX-API-Key: wrong\r\n\r\n";
        first(home.managementPort(), RIGHT);
        try (LogRecorder log = new LogRecorder("gateway.ingress")) {
            for (int i = 0; i < 5; i++) {
                HttpProtocolIT.assertProblem(401, first(home.managementPort(), wrong));
            }
            for (int port : new int[] {home.managementPort(), home.httpPort()}) {
                String slowed = first(port, wrong);
                HttpProtocolIT.assertProblem(429, slowed);
                assertTrue(slowed.matches("(?is).*\r\nretry-after: [1-9][0-9]*\r\n.*"), slowed);
            }
            for (int i = 0; i < 50; i++) {
                first(home.httpPort(), wrong);
            }
            HttpProtocolIT.assertStatus(200, first(home.managementPort(), RIGHT));
            HttpProtocolIT.assertStatus(401, first(home.managementPort(), wrong));
            assertTrue(log.lines().size() <= 1, log.lines()::toString);
        }
    }

    @Test
    @DisplayName("S14 the file holds no key")
    void theFileHoldsNoKey() throws Exception {
        assertFalse(Files.readString(home.path("config/api-keys"), UTF_8).contains(KEY));
    }

    @Test
    void whatCallersMustKnowIsForAnybodyToRead() throws Exception {
        for (String path : List.of("/schema", "/openapi.json")) {
            HttpProtocolIT.assertStatus(200, first(home.httpPort(), "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n"));
            int there = path.equals("/schema") ? 404 : 200; // that port has a description of its own
            HttpProtocolIT.assertStatus(there, first(home.managementPort(), "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n"));
        }
    }

    @Test
    void aKeyOpensBothPorts() {
        for (String[] header : List.of(new String[] {"X-API-Key", KEY}, new String[] {"Authorization", "Bearer " + KEY})) {
            for (String path : List.of("/observe/health/live", "/observe/metrics")) {
                assertEquals(200, TestGateway.send(HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + home.managementPort() + path)).headers(header).build()).statusCode());
            }
            assertEquals(422, gateway.post("{}", header).statusCode());
        }
    }

    @Test
    @DisplayName("S16 without a key not a byte of the body is waited for")
    void aBodyIsNotReadBeforeTheKey() throws Exception {
        HttpProtocolIT.assertProblem(401, first(home.httpPort(), "POST /notifications HTTP/1.1\r\nHost: localhost\r\n"
                + "Content-Type: application/json\r\nContent-Length: 20000000\r\n\r\n"));
    }

    private static String first(int port, String request) throws Exception {
        try (RawHttp connection = new RawHttp(port)) {
            return connection.write(request).readAnswer();
        }
    }
}
