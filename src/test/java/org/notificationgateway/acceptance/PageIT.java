// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.acceptance;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.notificationgateway.Surroundings;
import org.notificationgateway.ingress.ApiKey;
import org.notificationgateway.ingress.ApiKeyFile;
import org.notificationgateway.ingress.Right;
import org.notificationgateway.outbox.SteadyClock;
import org.notificationgateway.support.CapturedLog;
import org.notificationgateway.support.RawHttp;
import org.notificationgateway.support.ScriptedSmtpServer;
import org.notificationgateway.support.TestGateway;
import org.notificationgateway.support.TestHome;

/** The page shows a key what it may see, takes orders from its forms alone, and lets a browser load and run nothing of strangers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PageIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String OF_PAGES = "default-src 'none'; style-src 'self'; img-src 'self'; frame-src 'self'; form-action 'self';"
            + " base-uri 'none'; frame-ancestors 'none'";
    private static final String OF_PREVIEWS =
            "sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'; frame-ancestors 'self'";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final TurnedClock clock = new TurnedClock();
    private TestHome home;
    private ScriptedSmtpServer smtp;
    private TestGateway gateway;
    private ApiKeyFile keys;

    /** Goes with the machine's, and is set forward. */
    private static final class TurnedClock extends Clock {
        private final Clock machine = new SteadyClock();
        private volatile Duration ahead = Duration.ZERO;

        void turn(Duration further) {
            ahead = ahead.plus(further);
        }

        @Override
        public Instant instant() {
            return machine.instant().plus(ahead);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        smtp = new ScriptedSmtpServer();
        smtp.on("RCPT TO:<dead", "550 5.1.1 <script>alert(1)</script> no such user").on("RCPT TO:<late", "451 4.7.1 come back later");
        String mail = "{ \"FromAddress\": \"no-reply@contoso.com\", \"Host\": \"127.0.0.1\", \"Port\": \"" + smtp.port()
                + "\", \"SecureSocketOption\": \"None\" }";
        home = new TestHome(folder).server(mail).agent(mail).set("delivery.retry-delays", "10h")
                .write("config/appsettings.away.json", "{ \"MailSettings\": { \"FromAddress\": \"no-reply@contoso.com\", \"Host\": \"127.0.0.1\", \"Port\": \""
                        + TestHome.freePort() + "\" } }");
        keys = new ApiKeyFile(home.path("config/api-keys"));
        keys.add(ApiKey.of("all", "all", Set.of("*"), Set.of(Right.values())));
        keys.add(ApiKey.of("desk", "desk", Set.of("server"), Set.of(Right.READ)));
        keys.add(ApiKey.of("ops", "ops", Set.of("server"), Set.of(Right.READ, Right.OPERATE)));
        keys.add(ApiKey.of("sends", "sends", Set.of("server"), Set.of(Right.SEND)));
        keys.add(ApiKey.of("leaves", "leaves", Set.of("server"), Set.of(Right.READ)));
        gateway = TestGateway.start(home, new Surroundings() {
            @Override
            public Clock steady() {
                return clock;
            }
        });
    }

    @AfterAll
    void stop() throws Exception {
        gateway.close();
        smtp.close();
    }

    @Test
    void everyPageTellsTheBrowserToLoadNothingFromElsewhere() throws Exception {
        String late = deferred("headers-1", "server", "");
        accept("headers-2", "server", "dead@example.com", "s", "");
        Browser all = signedIn("all");
        String letter = letter(all, "headers-2");
        for (String path : List.of("/", "/page/mails", "/page/mails/" + late, "/page/dead", "/page/dead/" + letter, "/page/settings",
                "/page/sign-in", "/page/nothing", "/page/mails?since=never")) {
            HttpResponse<String> page = all.get(path);
            assertEquals(List.of(OF_PAGES), page.headers().allValues("Content-Security-Policy"), path);
            assertEquals(List.of("nosniff"), page.headers().allValues("X-Content-Type-Options"), path);
            assertEquals(List.of("no-store"), page.headers().allValues("Cache-Control"), path);
            assertFalse(page.body().matches("(?is).*(<script|\\son[a-z]+=|javascript:|\\sstyle=).*"), path + " " + page.body());
            for (Matcher link = Pattern.compile("(?:src|href|action)=\"([^\"]*)\"").matcher(page.body()); link.find(); ) {
                assertTrue(link.group(1).startsWith("/") || link.group(1).equals("#main"), path + " leads to " + link.group(1));
            }
        }
        for (String path : List.of("/page/mails/" + late + "/preview", "/page/dead/" + letter + "/preview")) {
            HttpResponse<String> preview = all.get(path);
            assertEquals(200, preview.statusCode(), preview.body());
            assertEquals(List.of(OF_PREVIEWS), preview.headers().allValues("Content-Security-Policy"), path);
            assertEquals(List.of("nosniff"), preview.headers().allValues("X-Content-Type-Options"), path);
            assertEquals(List.of("no-store"), preview.headers().allValues("Cache-Control"), path);
            assertEquals(List.of("no-referrer"), preview.headers().allValues("Referrer-Policy"), path);
        }
    }

    @Test
    void whoHasNotSignedInSeesNothing() {
        Browser stranger = new Browser();
        for (String path : List.of("/", "/page/mails", "/page/dead", "/page/settings")) {
            HttpResponse<String> answer = stranger.get(path);
            assertEquals("303 /page/sign-in", answer.statusCode() + " " + answer.headers().firstValue("Location").orElse(""), path);
            assertEquals("", answer.body());
        }
        assertEquals(401, stranger.get("/mails").statusCode());
        assertEquals(401, stranger.get("/page/../mails").statusCode());
        assertEquals(401, stranger.get("/page/%2e%2e/mails").statusCode());
        assertEquals(200, stranger.get("/page/style.css").statusCode());
        assertEquals(403, stranger.signIn("wrong").statusCode());
        assertEquals("", stranger.cookie);
        assertEquals(401, get(home.httpPort(), "/page/sign-in").statusCode());
    }

    @Test
    void aSessionIsACookieThatNoScriptAndNoOtherSiteGets() throws Exception {
        Browser desk = new Browser();
        HttpResponse<String> answer = desk.signIn("desk");
        String cookie = answer.headers().firstValue("Set-Cookie").orElseThrow();
        assertTrue(cookie.matches("gateway-session-" + home.managementPort() + "=[A-Za-z0-9_-]{43}; Path=/; HTTPOnly; SameSite=Strict"), cookie);
        assertEquals(200, desk.get("/").statusCode());
        assertEquals(401, desk.get("/mails").statusCode(), "it opens the page alone");
        String form = "key=desk&csrf=" + new Browser().csrf();
        String named = RawHttp.exchange(home.managementPort(), "POST /page/sign-in HTTP/1.1\r\nHost: gateway.contoso.com\r\nConnection: close\r\n"
                + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: " + form.length() + "\r\n\r\n" + form);
        assertTrue(named.contains("; Secure"), named);
    }

    @Test
    void aSessionEndsByRestBySignOutAndWithItsKey() throws Exception {
        Browser desk = signedIn("desk");
        clock.turn(Duration.ofMinutes(29));
        assertEquals(200, desk.get("/").statusCode());
        clock.turn(Duration.ofMinutes(31));
        assertEquals(303, desk.get("/").statusCode());

        Browser ops = signedIn("ops");
        for (int i = 0; i < 16; i++) {
            assertEquals(200, ops.get("/").statusCode());
            clock.turn(Duration.ofMinutes(29).plusSeconds(59));
        }
        clock.turn(Duration.ofSeconds(20));
        assertEquals(303, ops.get("/").statusCode(), "after eight hours");

        Browser out = signedIn("desk");
        String before = out.cookie;
        assertEquals(303, out.post("/page/sign-out", Map.of()).statusCode());
        assertEquals("", out.cookie);
        out.cookie = before;
        assertEquals(303, out.get("/").statusCode());

        Browser leaves = signedIn("leaves");
        keys.remove("leaves");
        assertEquals(303, leaves.get("/").statusCode());
        keys.add(ApiKey.of("leaves", "another", Set.of("server"), Set.of(Right.READ)));
        assertEquals(303, leaves.get("/").statusCode(), "of another key with its name");
    }

    @Test
    void aFormCountsOnlyWithTheSecretOfItsSession() throws Exception {
        Browser ops = signedIn("ops");
        Browser other = signedIn("ops");
        assertEquals(403, ops.send("/page/senders/server/retry", "csrf=").statusCode());
        assertEquals(403, ops.send("/page/senders/server/retry", "").statusCode());
        assertEquals(403, ops.send("/page/senders/server/retry", "csrf=" + other.csrf()).statusCode());
        assertEquals(403, new Browser().send("/page/sign-in", "key=ops").statusCode());
        HttpResponse<String> cross = TestGateway.send(ops.request("/page/senders/server/retry")
                .header("Origin", "https://evil.example").header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("csrf=" + ops.csrf())).build());
        assertEquals(403, cross.statusCode());
        assertEquals(415, TestGateway.send(ops.request("/page/senders/server/retry").header("Content-Type", "multipart/form-data; boundary=b")
                .POST(HttpRequest.BodyPublishers.ofString("--b--")).build()).statusCode());
        assertEquals(413, ops.send("/page/senders/server/retry", "csrf=" + ops.csrf() + "&x=" + "y".repeat(30_000)).statusCode());
        assertEquals(303, ops.post("/page/senders/server/retry", Map.of()).statusCode());
    }

    @Test
    void aKeySeesAndSteersItsSendersAlone() throws Exception {
        String theirs = deferred("rights-1", "agent", ", \"sensitive\": false");
        accept("rights-2", "agent", "dead@example.com", "s", "");
        String letter = letter(signedIn("all"), "rights-2");
        Browser desk = signedIn("desk");
        Browser ops = signedIn("ops");
        assertFalse(desk.get("/").body().contains("agent"), "overview");
        assertFalse(desk.get("/page/mails?recipient=late%40example.com").body().contains("agent/"), "mails");
        assertFalse(desk.get("/page/settings").body().contains("agent"), "settings");
        assertFalse(desk.get("/page/dead").body().contains("rights-2"), "dead letters");
        for (String path : List.of("/page/mails/" + theirs, "/page/mails/" + theirs + "/preview", "/page/dead/" + letter, "/page/dead/" + letter + "/preview")) {
            assertEquals(404, desk.get(path).statusCode(), path);
        }
        assertEquals(404, ops.post("/page/senders/agent/hold", Map.of()).statusCode());
        assertEquals(404, ops.post("/page/mails/" + theirs + "/cancel", Map.of("sure", "yes")).statusCode());
        assertEquals(409, ops.post("/page/dead", Map.of("id", letter, "order", "resend")).statusCode());
        assertFalse(desk.get("/").body().contains("<button>Hold"), "no button of what may not be done");
        assertEquals(403, desk.post("/page/senders/server/hold", Map.of()).statusCode());
        assertEquals(403, signedIn("sends").get("/").statusCode());
    }

    @Test
    void aSenderThatPausesSaysWhyAndWhatWaits() throws Exception {
        accept("away-1", "away", "ann@example.com", "s", "");
        Browser all = signedIn("all");
        Pattern card = Pattern.compile("(?s)<h2 id=\"sender-away\">away <span class=\"state paused\">paused</span>.*?</section>");
        await().atMost(PATIENCE).until(() -> card.matcher(all.get("/").body()).find());
        Matcher found = card.matcher(all.get("/").body());
        assertTrue(found.find());
        for (String words : List.of("<b>Paused</b> since <time", "onnection refused", "Tried again at <time", "/page/mails?state=waiting&amp;sender=away\">1</a>",
                "<svg viewBox", "0 left in the last hour", "Release<", "Hold<", "Try all now<")) {
            assertTrue(found.group().contains(words), words + " in " + found.group());
        }
    }

    @Test
    void everyOrderOfThePageIsCarriedOutAndNoted() throws Exception {
        Browser ops = signedIn("ops");
        try (CapturedLog log = new CapturedLog(Map.of("gateway.audit", Level.INFO))) {
            assertEquals(303, ops.post("/page/senders/server/hold", Map.of()).statusCode());
            assertTrue(ops.get("/").body().contains("<b>Held</b>"));
            String held = accept("orders-1", "server", "ann@example.com", "s", "");
            assertTrue(ops.post("/page/mails/" + held + "/cancel", Map.of()).body().contains("Cancel this mail?"));
            assertEquals(303, ops.post("/page/mails/" + held + "/retry", Map.of()).statusCode());
            assertEquals(303, ops.post("/page/mails/" + held + "/cancel", Map.of("sure", "yes")).statusCode());
            assertEquals(303, ops.post("/page/senders/server/release", Map.of()).statusCode());
            await().atMost(PATIENCE).until(() -> ops.get("/page/mails/" + held).body().contains("state cancelled"));
            accept("orders-2", "server", "dead@example.com", "s", "");
            String letter = letter(ops, "orders-2");
            assertEquals(303, ops.post("/page/dead", Map.of("id", letter, "order", "resend")).statusCode());
            await().atMost(PATIENCE).until(() -> ops.get("/page/dead").body().contains("server/orders-2"));
            String again = letter(ops, "orders-2");
            assertTrue(ops.post("/page/dead", Map.of("id", again, "order", "drop")).body().contains("Drop this letter?"));
            assertEquals(303, ops.post("/page/dead", Map.of("id", again, "order", "drop", "sure", "yes")).statusCode());
            assertFalse(ops.get("/page/dead").body().contains("orders-2"));
            for (String line : List.of("sender server held by ops", "(server/orders-1) tried now by ops", "(server/orders-1) cancelled by ops",
                    "sender server released by ops", "(server/orders-2) resent by ops", "(server/orders-2) dropped by ops")) {
                assertTrue(log.lines().stream().anyMatch(one -> one.contains(line)), line + " in " + log.lines());
            }
        }
    }

    @Test
    void whatIsSensitiveIsShownToNobody() throws Exception {
        String late = deferred("secret-1", "server", ", \"sensitive\": true, \"headers\": {\"X-Secret\": \"hush\"}");
        accept("secret-2", "server", "dead@example.com", "Subject-of-mail", ", \"sensitive\": true");
        Browser all = signedIn("all");
        String letter = letter(all, "secret-2");
        for (String path : List.of("/page/mails/" + late, "/page/mails/" + late + "/preview", "/page/dead", "/page/dead/" + letter,
                "/page/dead/" + letter + "/preview")) {
            HttpResponse<String> page = all.get(path);
            assertFalse(page.body().matches("(?s).*(Subject-of-mail|Body-of-mail|hush).*"), path);
        }
        assertEquals(403, all.get("/page/mails/" + late + "/preview").statusCode());
        assertEquals(403, all.get("/page/dead/" + letter + "/preview").statusCode());
    }

    @Test
    void aMailIsShownAsItsReaderWouldSeeItAndFetchesNothing() throws Exception {
        String late = deferred("preview-1", "server", ", \"html\": \"<LINK rel=preconnect href=https://evil.example>"
                + "<meta http-equiv=refresh content='0;url=https://evil.example'><p>Hi <img src='cid:logo'></p>\", \"attachments\": [{\"name\": \"l.png\","
                + " \"contentType\": \"image/png\", \"content\": \"aGk=\", \"contentId\": \"logo\"}]");
        Browser all = signedIn("all");
        String shown = all.get("/page/mails/" + late + "/preview").body();
        assertTrue(shown.contains("<p>Hi <img src='data:image/png;base64,aGk='></p>"), shown);
        assertFalse(shown.matches("(?is).*<(link|meta).*"), shown);
        String gone = accept("preview-2", "server", "ann@example.com", "s", "");
        await().atMost(PATIENCE).until(() -> all.get("/page/mails/" + gone).body().contains("state delivered"));
        assertEquals(404, all.get("/page/mails/" + gone + "/preview").statusCode());
        assertTrue(all.get("/page/mails/" + gone).body().contains("only while it waits or is a dead letter"));
    }

    @Test
    void aListIsReadPageByPage() throws Exception {
        for (int i = 0; i < 52; i++) {
            accept("pages-" + i, "server", "pages@example.com", "s", "");
        }
        Browser desk = signedIn("desk");
        String first = desk.get("/page/mails?recipient=pages%40example.com&state=&tag=").body();
        Matcher older = Pattern.compile("<a href=\"([^\"]*)\">Older</a>").matcher(first);
        assertTrue(older.find(), first);
        String second = desk.get(older.group(1).replace("&amp;", "&")).body();
        assertTrue(second.contains("server/pages-0<") && second.contains("server/pages-1<") && second.contains(">Newest</a>"), second);
        assertFalse(first.contains("server/pages-1<"));
        assertEquals(400, desk.get("/page/mails?since=never").statusCode());
        assertTrue(desk.get("/page/mails?since=never").body().contains("since is malformed"));
    }

    private String accept(String id, String sender, String to, String subject, String more) throws Exception {
        HttpResponse<String> answer = gateway.post("{\"id\": \"" + id + "\", \"sender\": \"" + sender + "\", \"to\": [\"" + to + "\"], \"subject\": \""
                + subject + "\", \"text\": \"Body-of-mail\"" + more + "}", "X-API-Key", "all");
        assertEquals(202, answer.statusCode(), answer.body());
        return JSON.readTree(answer.body()).path("mail").asText();
    }

    /** A mail that waits for its next attempt. */
    private String deferred(String id, String sender, String more) throws Exception {
        String mail = accept(id, sender, "late@example.com", "Subject-of-mail", more);
        Browser all = signedIn("all");
        await().atMost(PATIENCE).until(() -> all.get("/page/mails/" + mail).body().contains("451 4.7.1"));
        return mail;
    }

    /** The dead letter of a request, once there is one. */
    private static String letter(Browser browser, String request) {
        Pattern link = Pattern.compile("/page/dead/([0-9a-f-]{36})\">[a-z]+/" + request + "<");
        await().atMost(PATIENCE).until(() -> link.matcher(browser.get("/page/dead").body()).find());
        Matcher found = link.matcher(browser.get("/page/dead").body());
        assertTrue(found.find());
        return found.group(1);
    }

    private Browser signedIn(String key) {
        Browser browser = new Browser();
        assertEquals(303, browser.signIn(key).statusCode());
        return browser;
    }

    private static HttpResponse<String> get(int port, String path) {
        return TestGateway.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build());
    }

    /** Keeps one cookie, and fills in forms. */
    private final class Browser {
        private String cookie = "";

        HttpRequest.Builder request(String path) {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + home.managementPort() + path));
            return cookie.isEmpty() ? request : request.header("Cookie", cookie);
        }

        HttpResponse<String> get(String path) {
            return TestGateway.send(request(path).build());
        }

        String csrf() {
            String page = get("/page/mails").statusCode() == 200 ? get("/").body() : get("/page/sign-in").body();
            Matcher field = Pattern.compile("name=\"csrf\" value=\"([A-Za-z0-9_-]{43})\"").matcher(page);
            assertTrue(field.find(), page);
            return field.group(1);
        }

        HttpResponse<String> signIn(String key) {
            return post("/page/sign-in", Map.of("key", key));
        }

        HttpResponse<String> post(String path, Map<String, String> fields) {
            StringBuilder form = new StringBuilder("csrf=" + csrf());
            fields.forEach((name, value) -> form.append('&').append(name).append('=').append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
            return send(path, form.toString());
        }

        HttpResponse<String> send(String path, String form) {
            HttpResponse<String> answer = TestGateway.send(request(path).header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(HttpRequest.BodyPublishers.ofString(form)).build());
            answer.headers().firstValue("Set-Cookie").ifPresent(set -> cookie = set.contains("Max-Age=0") ? "" : set.split(";")[0]);
            return answer;
        }
    }
}
