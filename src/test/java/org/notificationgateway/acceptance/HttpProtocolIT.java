// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.SocketException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.notificationgateway.support.LogRecorder;
import org.notificationgateway.support.RawHttp;
import org.notificationgateway.support.TestGateway;
import org.notificationgateway.support.TestHome;

/** What a caller gets that speaks HTTP badly, oddly, or to deceive: a problem document, and no mail. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HttpProtocolIT {
    private static final int LIMIT = 2000;
    private static final String MAIL = "{\"to\":\"ann@example.com\",\"subject\":\"s\",\"text\":\"t\"}";

    private TestHome home;
    private TestGateway gateway;
    private LogRecorder log;

    @BeforeAll
    void start(@TempDir Path folder) {
        home = new TestHome(folder).set("camel.server.maxBodySize", String.valueOf(LIMIT));
        gateway = TestGateway.start(home);
        log = new LogRecorder();
    }

    @AfterEach
    void nothingFillsTheLog() {
        assertEquals(List.of(), log.lines());
    }

    @AfterAll
    void stop() {
        log.close();
        gateway.close();
    }

    private static Stream<Arguments> refusedContent() {
        return Stream.of(
                Arguments.of("B73 charset utf-7", 415, "Content-Type: application/json; charset=utf-7\r\n"),
                Arguments.of("B73 charset unknown", 415, "Content-Type: application/json; charset=klingon\r\n"),
                Arguments.of("B73 charset latin-1", 415, "Content-Type: application/json;CHARSET=\"ISO-8859-1\"\r\n"),
                Arguments.of("B73 charset twice", 415, "Content-Type: application/json; charset=utf-8; charset=utf-7\r\n"),
                Arguments.of("B73 charset empty", 415, "Content-Type: application/json; charset=\r\n"),
                Arguments.of("B74 type missing", 415, ""),
                Arguments.of("B74 type empty", 415, "Content-Type:\r\n"),
                Arguments.of("B74 S19 text/plain", 415, "Content-Type: text/plain\r\n"),
                Arguments.of("B74 S19 a form", 415, "Content-Type: application/x-www-form-urlencoded\r\n"),
                Arguments.of("B74 JSON's neighbour", 415, "Content-Type: application/json-patch+json\r\n"),
                Arguments.of("B74 all types", 415, "Content-Type: */*\r\n"),
                Arguments.of("B75 gzip", 415, "Content-Type: application/json\r\nContent-Encoding: gzip\r\n"),
                Arguments.of("B75 deflate", 415, "Content-Type: application/json\r\nContent-Encoding: deflate\r\n"),
                Arguments.of("B75 br", 415, "Content-Type: application/json\r\nContent-Encoding: br\r\n"),
                Arguments.of("B75 two of them", 415, "Content-Type: application/json\r\nContent-Encoding: identity, gzip\r\n"),
                Arguments.of("B76 multipart", 415, "Content-Type: multipart/form-data; boundary=x\r\n"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refusedContent")
    void isUnsupported(String name, int status, String headers) throws Exception {
        String answer = post(headers, MAIL);
        assertProblem(status, answer);
        assertTrue(answer.contains("UNSUPPORTED_TYPE"), answer);
    }

    @ParameterizedTest(name = "{0} is read")
    @ValueSource(strings = {
        "Content-Type: application/json", "Content-Type: Application/JSON ; Charset=UTF-8",
        "Content-Type: application/json; charset=\"utf-8\"", "Content-Type: application/json; charset=utf8",
        "Content-Type: application/json;charset = UTF8 ; v=\"1;2\"", "Content-Type: application/json;", "Content-Type: application/json; v=1",
        "Content-Type: application/json\r\nContent-Encoding: identity"})
    void whatIsJsonInUtf8(String headers) throws Exception {
        assertStatus(202, post(headers + "\r\n", MAIL));
    }

    @ParameterizedTest(name = "E3: HTTP/1.0 with a length, as old proxies and PHP send it, is read: {0}")
    @ValueSource(strings = {"", "Connection: close\r\n", "Connection: keep-alive\r\n", "Host: localhost\r\n"})
    void aBodyOfHttp10(String headers) throws Exception {
        assertStatus(202, first(home.httpPort(), "POST /notifications HTTP/1.0\r\n" + headers
                + "Content-Type: application/json\r\nContent-Length: " + MAIL.length() + "\r\n\r\n" + MAIL));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u000b\r\n", "\0\r\n", "\r\r\n", "\u001c\r\n"})
    @DisplayName("CVE-2026-93566: a control character behind the size of a chunk")
    void isNoRequestEither(String endOfSize) throws Exception {
        String request = "POST /notifications HTTP/1.1\r\nContent-Type: application/json\r\nHost: localhost\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(MAIL.length()) + endOfSize + MAIL + "\r\n0\r\n\r\n";
        long before = home.files("data/pickup", ".eml").count();
        String answer;
        try {
            answer = first(home.httpPort(), request);
        } catch (SocketException e) {
            answer = ""; // closed before all of it was read
        }
        assertEquals("", answer, "closed without an answer");
        assertEquals(before, home.files("data/pickup", ".eml").count());
    }

    private static Stream<Arguments> malformed() {
        String json = "Content-Type: application/json\r\nHost: localhost\r\n";
        String length = "Content-Length: " + MAIL.length() + "\r\n";
        String chunk = Integer.toHexString(MAIL.length()) + "\r\n" + MAIL + "\r\n0\r\n\r\n";
        return Stream.of(
                Arguments.of("S18 Content-Length twice, different", 400,
                        "POST /notifications HTTP/1.1\r\n" + json + length + "Content-Length: 5\r\n\r\n" + MAIL),
                Arguments.of("S18 Content-Length twice, alike", 400,
                        "POST /notifications HTTP/1.1\r\n" + json + length + length + "\r\n" + MAIL),
                Arguments.of("S18 Content-Length as a list", 400,
                        "POST /notifications HTTP/1.1\r\n" + json + "Content-Length: 5, 5\r\n\r\n" + MAIL),
                Arguments.of("S18 Content-Length negative", 400,
                        "POST /notifications HTTP/1.1\r\n" + json + "Content-Length: -1\r\n\r\n" + MAIL),
                Arguments.of("S18 Content-Length with a sign", 400,
                        "POST /notifications HTTP/1.1\r\n" + json + "Content-Length: +5\r\n\r\n" + MAIL),
                Arguments.of("S18 Content-Length and Transfer-Encoding", 400,
                        "POST /notifications HTTP/1.1\r\n" + json + length + "Transfer-Encoding: chunked\r\n\r\n" + chunk),
                Arguments.of("S18 Transfer-Encoding and Content-Length", 400,
                        "POST /notifications HTTP/1.1\r\n" + json + "Transfer-Encoding: chunked\r\n" + length + "\r\n" + chunk),
                Arguments.of("S18 Transfer-Encoding unknown", 400,
                        "POST /notifications HTTP/1.1\r\n" + json + "Transfer-Encoding: xchunked\r\n\r\n" + chunk),
                Arguments.of("S18 chunked twice", 400,
                        "POST /notifications HTTP/1.1\r\n" + json + "Transfer-Encoding: chunked, chunked\r\n\r\n" + chunk),
                Arguments.of("S18 Transfer-Encoding twice", 400, "POST /notifications HTTP/1.1\r\n" + json
                        + "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n" + chunk),
                Arguments.of("S18 space before the colon", 400,
                        "POST /notifications HTTP/1.1\r\n" + json + "Content-Length : 5\r\n\r\n" + MAIL),
                Arguments.of("S18 HTTP/1.0 with a body of no length", 400,
                        "POST /notifications HTTP/1.0\r\n" + json + "\r\n" + MAIL),
                Arguments.of("S18 HTTP/1.0, chunked and a length", 400, "POST /notifications HTTP/1.0\r\n" + json + length
                        + "Transfer-Encoding: chunked\r\n\r\n" + chunk),
                Arguments.of("S18 HTTP/1.0, chunked", 400,
                        "POST /notifications HTTP/1.0\r\n" + json + "Transfer-Encoding: chunked\r\n\r\n" + chunk),
                Arguments.of("no request line", 400, "nonsense\r\n\r\n"),
                Arguments.of("no HTTP at all", 400, "\0\1\2\3\r\n\r\n"),
                Arguments.of("half a percent sequence in the path", 400, "GET /%zz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"),
                Arguments.of("half a percent sequence in the query", 400,
                        "POST /notifications?a=%zz HTTP/1.1\r\n" + json + length + "Connection: close\r\n\r\n" + MAIL),
                Arguments.of("S16 10,000 headers", 431,
                        "POST /notifications HTTP/1.1\r\n" + json + "X-A: b\r\n".repeat(10_000) + "\r\n"),
                Arguments.of("S16 one header of 100 kB", 431,
                        "POST /notifications HTTP/1.1\r\n" + json + "X-A: " + "b".repeat(100_000) + "\r\n\r\n"),
                Arguments.of("S16 path of 100 kB", 414, "GET /" + "a".repeat(100_000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("malformed")
    void isNoRequest(String name, int status, String request) throws Exception {
        assertProblem(status, RawHttp.exchange(home.httpPort(), request));
        String answer = first(home.managementPort(), request);
        assertTrue(answer.startsWith("HTTP/1.1 4") || answer.startsWith("HTTP/1.0 4"), answer);
        assertSilentAboutTheInside(answer);
    }

    private static Stream<Arguments> oversize() {
        String json = "POST /notifications HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
        String over = " ".repeat(LIMIT + 1);
        return Stream.of(
                Arguments.of("S16 B29 one byte over", json + "Content-Length: " + over.length() + "\r\n\r\n" + over),
                Arguments.of("S16 one byte over in chunks, no length",
                        json + "Transfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(over.length()) + "\r\n" + over
                                + "\r\n0\r\n\r\n"),
                Arguments.of("S16 an announced terabyte", json + "Content-Length: 1099511627776\r\n\r\n"),
                Arguments.of("B79 Expect: 100-continue over the limit",
                        json + "Expect: 100-continue\r\nContent-Length: " + over.length() + "\r\n\r\n"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("oversize")
    void isTooLarge(String name, String request) throws Exception {
        String answer = first(home.httpPort(), request);
        assertProblem(413, answer);
        assertTrue(answer.contains("TOO_LARGE"), answer);
    }

    @Test
    void aBodyOfTheLimitIsRead() throws Exception {
        String body = MAIL + " ".repeat(LIMIT - MAIL.length());
        assertStatus(202, post("Content-Type: application/json\r\n", body));
    }

    @Test
    void whoAsksBeforeSendingIsToldToGoOn() throws Exception {
        try (RawHttp connection = new RawHttp(home.httpPort())) {
            connection.write("POST /notifications HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                    + "Expect: 100-continue\r\nContent-Length: " + MAIL.length() + "\r\n\r\n");
            assertStatus(100, connection.readAnswer());
            assertStatus(202, connection.write(MAIL).readAnswer());
        }
    }

    @Test
    void whoGoesAwayWhileSendingLeavesNoTrace() throws Exception {
        for (int i = 0; i < 20; i++) {
            try (RawHttp connection = new RawHttp(home.httpPort())) {
                connection.write("POST /notifications HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                        + "Content-Length: 100\r\n\r\n{");
            }
            assertStatus(202, post("Content-Type: application/json\r\n", MAIL));
        }
    }

    @ParameterizedTest(name = "B77 {0}")
    @ValueSource(strings = {"GET", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"})
    void anotherMethodIsNotAllowedAndToldWhichIs(String method) throws Exception {
        for (String headers : List.of("", "Access-Control-Request-Method: POST\r\n",
                "X-HTTP-Method-Override: POST\r\n", "X-HTTP-Method: POST\r\nX-Method-Override: POST\r\n")) {
            String answer = first(home.httpPort(),
                    method + " /notifications?_method=POST HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n");
            assertStatus(405, answer);
            assertTrue(answer.matches("(?is).*\r\nallow: POST\r\n.*"), answer);
            assertEquals(method.equals("HEAD"), answer.endsWith("\r\n\r\n"), answer);
            assertSilentAboutTheInside(answer);
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"/", "/notifications/x", "/Notifications", "/notifications;x=1", "/observe/health", "/.%2e/x"})
    void anotherPathIsNotThere(String path) throws Exception {
        assertProblem(404, first(home.httpPort(), "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n"));
    }

    @Test
    void theManagementPortAnswersInTheSameWords() throws Exception {
        assertProblem(404, first(home.managementPort(), "GET /nothing HTTP/1.1\r\nHost: localhost\r\n\r\n"));
        String answer = first(home.managementPort(),
                "POST /observe/health HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n");
        assertProblem(405, answer);
        assertTrue(answer.matches("(?is).*\r\nallow: GET\r\n.*"), answer);
    }

    @Test
    void noAnswerInvitesAForeignOrigin() throws Exception { // S19
        for (int port : new int[] {home.httpPort(), home.managementPort()}) {
            for (String line : List.of("GET /observe/health", "OPTIONS /notifications", "OPTIONS *", "GET /nothing")) {
                assertSilentAboutTheInside(first(port, line + " HTTP/1.1\r\nHost: localhost\r\nOrigin: https://evil.example\r\n"
                        + "Access-Control-Request-Method: POST\r\nAccess-Control-Request-Headers: X-API-Key\r\n\r\n"));
            }
        }
        assertSilentAboutTheInside(post("Content-Type: application/json\r\nOrigin: https://evil.example\r\n", MAIL));
    }

    @ParameterizedTest(name = "D2: {1}, which a page in a browser sends, is answered {0} on both ports")
    @CsvSource({"421,Host: rebound.example", "421,Host: 10.9.8.7", "400,Host: localhost%Host: localhost", "400,X-No-Host: x",
        "403,Host: localhost%Origin: https://evil.example", "403,Host: localhost%Origin: null",
        "403,Host: localhost%Sec-Fetch-Site: cross-site"})
    void aPageThatWasLedHereGetsNothing(int status, String headers) throws Exception {
        for (int port : new int[] {home.httpPort(), home.managementPort()}) {
            for (String line : new String[] {"POST /notifications", "GET /dead", "GET /schema", "GET /observe/health"}) {
                if (headers.endsWith("10.9.8.7") && line.contains("/observe/")) {
                    continue; // a probe may name any address
                }
                String answer = RawHttp.exchange(port, line + " HTTP/1.1\r\n" + headers.replace("%", "\r\n") 
                        + "\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: " + MAIL.length()
                        + "\r\n\r\n" + MAIL);
                assertTrue(answer.startsWith("HTTP/1.1 " + status + " "), line + ": " + answer);
                assertTrue(answer.contains("application/problem+json"), answer);
            }
        }
    }

    @Test
    @DisplayName("S24 a fault of our own")
    void tellsNothingOfTheInside() throws Exception {
        gateway.context().getRegistry().findByType(VertxPlatformHttpRouter.class).forEach(router ->
                router.route("/boom").handler(context -> {
                    throw new IllegalStateException("canary at " + home.path("config"));
                }));
        for (int port : new int[] {home.httpPort(), home.managementPort()}) {
            String answer = first(port, "GET /boom HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertProblem(500, answer);
            assertFalse(answer.contains("canary"), answer);
        }
    }

    @Test
    void anUpgradeIsNotTaken() throws Exception { // S18
        String answer = first(home.httpPort(), "POST /notifications HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade, HTTP2-Settings\r\n"
                + "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\nContent-Type: text/plain\r\nContent-Length: 0\r\n\r\n");
        assertProblem(415, answer);
        answer = RawHttp.exchange(home.httpPort(), "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
        assertTrue(answer.startsWith("HTTP/2.0 501 "), answer);
    }

    @Test
    void withoutKeysThePageIsOpenToThisMachineAndItsFormsToItself() throws Exception {
        int port = home.managementPort();
        String page = first(port, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assertStatus(200, page);
        assertFalse(page.toLowerCase(Locale.ROOT).contains("set-cookie"), page);
        String order = "POST /page/senders/server/retry HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n";
        String form = "csrf=" + page.replaceAll("(?s).*name=\"csrf\" value=\"([^\"]*)\".*", "$1");
        assertStatus(303, first(port, order + "Content-Length: " + form.length() + "\r\n\r\n" + form));
        assertStatus(403, first(port, order + "Content-Length: 6\r\n\r\ncsrf=x"));
        assertStatus(403, first(port, order + "Origin: null\r\nContent-Length: " + form.length() + "\r\n\r\n" + form));
        assertStatus(403, first(port, order + "Sec-Fetch-Site: cross-site\r\nContent-Length: " + form.length() + "\r\n\r\n" + form));
        assertStatus(421, first(port, "GET / HTTP/1.1\r\nHost: rebound.example\r\n\r\n"));
        assertStatus(404, first(home.httpPort(), "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"));
    }

    private String post(String headers, String body) throws Exception {
        return first(home.httpPort(), "POST /notifications HTTP/1.1\r\nHost: localhost\r\n" + headers + "Content-Length: "
                + body.length() + "\r\n\r\n" + body);
    }

    /** The first answer on a connection of its own. */
    private static String first(int port, String request) throws Exception {
        try (RawHttp connection = new RawHttp(port)) {
            return connection.write(request).readAnswer();
        }
    }

    static void assertStatus(int status, String answer) {
        assertTrue(answer.startsWith("HTTP/1.1 " + status + " ") || answer.startsWith("HTTP/1.0 " + status + " "), answer);
    }

    static void assertProblem(int status, String answer) {
        assertStatus(status, answer);
        assertTrue(answer.matches("(?is).*\r\ncontent-type: application/problem\\+json\r\n.*"), answer);
        assertTrue(answer.replace(" ", "").contains("\"status\":" + status), answer);
        assertSilentAboutTheInside(answer);
    }

    private static void assertSilentAboutTheInside(String answer) { // S24
        for (String inside : List.of("access-control", "exception", "\tat ", "io.vertx", "io.netty", "org.", "java", "camel:")) {
            assertFalse(answer.toLowerCase(Locale.ROOT).contains(inside), answer);
        }
    }
}
