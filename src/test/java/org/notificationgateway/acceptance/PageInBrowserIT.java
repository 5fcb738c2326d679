// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.acceptance;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.notificationgateway.ingress.ApiKey;
import org.notificationgateway.ingress.ApiKeyFile;
import org.notificationgateway.ingress.Right;
import org.notificationgateway.support.Effort;
import org.notificationgateway.support.RealBrowser;
import org.notificationgateway.support.ScriptedSmtpServer;
import org.notificationgateway.support.TestGateway;
import org.notificationgateway.support.TestHome;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/**
 * A real browser shows every page and works it by mouse and by keyboard, with scripts switched off; everybody can read them; and
 * nothing that strangers wrote into a mail runs or fetches anything.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PageInBrowserIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> THEMES = List.of("light", "dark");
    private static final int[] WIDTHS = {360, 1280};
    private static final List<String> SCRIPTS = List.of(
            "<script>window.xss=1;alert(1)</script>", "\"><img src=x onerror=\"window.xss=1;alert(1)\">", "'><svg onload='window.xss=1'>",
            "</title><script>window.xss=1</script>", "</textarea></select><script>window.xss=1</script>", "javascript:window.xss=1",
            "<a href=\"javascript:window.xss=1\">x</a>", "${7*7}<#assign x=1>[=7*7]", "<iframe srcdoc=\"<script>parent.xss=1</script>\"></iframe>",
            "<style>*{background:url(//127.0.0.1/x)}</style>", "<base href=//evil.example/>", "&lt;script&gt;window.xss=1&lt;/script&gt;");

    private static final int SOME = 4; // pages of a kind, in the short form

    private final AtomicInteger fetched = new AtomicInteger();
    private final Map<String, String> replies = new LinkedHashMap<>();
    private TestHome home;
    private ScriptedSmtpServer smtp;
    private TestGateway gateway;
    private HttpServer elsewhere;
    private RealBrowser browser;
    private String waiting;
    private List<String> naughty;

    @BeforeAll
    void start(@TempDir Path folder, @TempDir Path profile) throws Exception {
        browser = RealBrowser.start(profile);
        elsewhere = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        elsewhere.createContext("/", exchange -> {
            fetched.incrementAndGet();
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        elsewhere.start();
        smtp = new ScriptedSmtpServer();
        smtp.on(command -> command.startsWith("RCPT TO:<dead") ? "550 5.1.1 no such user here" : command.startsWith("RCPT TO:<late")
                ? "451 4.7.1 come back later" : command.startsWith("RCPT TO:<x") ? "550 5.7.1 " + replies.get(command.replaceAll("RCPT TO:<(x\\d+)@.*", "$1")) : null);
        String mail = "{ \"FromAddress\": \"no-reply@contoso.com\", \"Host\": \"127.0.0.1\", \"Port\": \"" + smtp.port()
                + "\", \"SecureSocketOption\": \"None\" }";
        home = new TestHome(folder).server(mail).set("delivery.retry-delays", "10h")
                .agent("{ \"FromAddress\": \"no-reply@contoso.com\", \"UseSpecifiedPickupDirectory\": true, \"PickupDirectory\": \"data/pickup\" }");
        new ApiKeyFile(home.path("config/api-keys")).add(ApiKey.of("operator", "key-of-operator", Set.of("*"), Set.of(Right.values())));
        gateway = TestGateway.start(home);
        fill();
        signIn();
    }

    @AfterAll
    void stop() throws Exception {
        if (browser != null) {
            browser.close();
            gateway.close();
            smtp.close();
            elsewhere.stop(0);
        }
    }

    @BeforeEach
    void asUsual() {
        browser.withoutPolicy(false);
        browser.scripts(true);
        browser.look("light", 1280);
    }

    /** Mails of every kind, and strings of the corpus in all their places. */
    private void fill() throws Exception {
        String from = "http://127.0.0.1:" + elsewhere.getAddress().getPort();
        waiting = post(request("late-1", "late@example.com").put("html", "<h1>Your access review</h1><p>Dear Ann, please review the access of"
                + " your team until Friday.</p><img src=" + from + "/pixel.png><link rel=stylesheet href=" + from + "/x.css><link rel=preconnect href="
                + from + "><style>@import '" + from + "/i.css'; body { background: url(" + from + "/b.png) }</style><iframe src=" + from
                + "></iframe><video src=" + from + "/v.mp4></video><object data=" + from + "></object><script>window.xss=1;parent.xss=1;alert(1)</script>"
                + "<meta http-equiv=refresh content='0;url=" + from + "/r'>"));
        post(request("dead-1", "dead@example.com"));
        post(request("sent-1", "ann@example.com"));
        post(request("reset-1", "ann@example.com").put("sender", "agent"));
        naughty = Stream.concat(SCRIPTS.stream(), corpus()).toList();
        List<ObjectNode> requests = new ArrayList<>();
        for (int i = 0; i < naughty.size(); i++) {
            String string = naughty.get(i);
            replies.put("x" + i, string.replaceAll("[^\\x20-\\x7e]", "?"));
            ObjectNode request = request("n-" + i, "x" + i + "@example.com").put("subject", string).put("html", string);
            request.putArray("to").addObject().put("name", string.replaceAll("[\\p{C}]", "")).put("address", "x" + i + "@example.com");
            request.putArray("tags").add(string.substring(0, Math.min(40, string.length())));
            request.putObject("headers").put("X-Naughty", string.replaceAll("[^\\x20-\\x7e]", "?"));
            requests.add(request);
        }
        int accepted = 0;
        for (ObjectNode request : requests) {
            accepted += send(request).statusCode() == 202 ? 1 : 0;
        }
        assertTrue(accepted > SCRIPTS.size() + (naughty.size() - SCRIPTS.size()) / 2, accepted + " of " + naughty.size() + " were accepted");
        int dead = accepted + 1;
        await().atMost(PATIENCE.multipliedBy(4)).until(() -> json("/dead?limit=1").path("total").asInt() >= dead);
        await().atMost(PATIENCE).until(() -> json("/mails?recipient=late%40example.com").toString().contains("451 4.7.1"));
        await().atMost(PATIENCE).until(() -> json("/mails?state=handed-over").toString().contains("reset-1"));
    }

    private static Stream<String> corpus() throws Exception {
        List<String> all = new ArrayList<>();
        JSON.readTree(TestHome.PROJECT.resolve("src/test/resources/corpora/blns.json").toFile()).forEach(one -> all.add(one.asText()));
        List<String> telling = all.stream().filter(one -> one.matches("(?s).*[<>\"'&].*")).toList();
        return Effort.of(1, 2) == 2 ? all.stream().filter(one -> !one.isBlank())
                : telling.stream().filter(one -> telling.indexOf(one) % Math.max(1, telling.size() / 15) == 0);
    }

    private static ObjectNode request(String id, String to) {
        ObjectNode request = JSON.createObjectNode().put("id", id).put("subject", "Your access review").put("text", "Dear Ann, please review.")
                .put("sensitive", false);
        request.putArray("to").add(to);
        return request;
    }

    private HttpResponse<String> send(ObjectNode request) {
        return gateway.post(request.toString(), "X-API-Key", "key-of-operator");
    }

    private String post(ObjectNode request) throws Exception {
        HttpResponse<String> answer = send(request);
        assertEquals(202, answer.statusCode(), answer.body());
        return JSON.readTree(answer.body()).path("mail").asText();
    }

    private JsonNode json(String path) throws Exception {
        return JSON.readTree(TestGateway.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + home.managementPort() + path))
                .header("X-API-Key", "key-of-operator").build()).body());
    }

    private String url(String path) {
        return "http://127.0.0.1:" + home.managementPort() + path;
    }

    private void signIn() {
        browser.get(url("/"));
        browser.find("input[type=password]").sendKeys("key-of-operator", Keys.ENTER);
        browser.awaitText("server");
    }

    private String letter(String id) throws Exception {
        for (JsonNode one : json("/dead?limit=1000").path("letters")) {
            if (one.path("requestId").asText().equals(id)) {
                return one.path("id").asText();
            }
        }
        throw new AssertionError("no letter " + id);
    }

    private Map<String, String> pages() throws Exception {
        Map<String, String> pages = new LinkedHashMap<>();
        pages.put("overview", "/");
        pages.put("mails", "/page/mails" + (Effort.of(1, 2) == 1 ? "?recipient=ann%40example.com" : ""));
        pages.put("mail", "/page/mails/" + waiting);
        pages.put("dead", "/page/dead" + (Effort.of(1, 2) == 1 ? "?reason=no+such+user" : ""));
        pages.put("letter", "/page/dead/" + letter("dead-1"));
        pages.put("settings", "/page/settings");
        pages.put("fault", "/page/nothing");
        return pages;
    }

    @Test
    void everybodyCanReadEveryPageInLightAndDarkNarrowAndWide() throws Exception {
        TreeSet<String> barriers = new TreeSet<>();
        for (Map.Entry<String, String> page : pages().entrySet()) {
            browser.get(url(page.getValue()));
            barriers.addAll(barriers(page.getKey()));
        }
        browser.get(url("/"));
        browser.find("form[action='/page/senders/agent/hold'] button").click();
        browser.awaitText("The sender is held");
        barriers.addAll(barriers("overview-held"));
        browser.find("form[action='/page/senders/agent/release'] button").click();
        browser.awaitText("The sender is released"); // else its page may come after the next one
        browser.get(url("/page/mails/" + waiting));
        browser.awaitText("451 4.7.1 come back later");
        browser.find("form[action$='/cancel'] button").click();
        browser.awaitText("Cancel this mail?");
        barriers.addAll(barriers("confirm-cancel"));
        choose("drop");
        browser.awaitText("Drop this letter?");
        barriers.addAll(barriers("confirm-drop"));
        choose("resend");
        browser.awaitText("wait for their delivery again");
        barriers.addAll(barriers("resent"));
        await().atMost(PATIENCE).until(() -> json("/dead?reason=no%20such%20user").path("letters").size() == 1);
        browser.find(".who button").click();
        browser.awaitText("API key");
        barriers.addAll(barriers("sign-in"));
        browser.find("input[type=password]").sendKeys("wrong", Keys.ENTER);
        browser.awaitText("API key");
        barriers.addAll(barriers("sign-in-refused"));
        signIn();
        assertEquals(new TreeSet<>(), barriers);
    }

    private void choose(String order) {
        browser.get(url("/page/dead?reason=no+such+user"));
        browser.find("input[type=checkbox]").click();
        browser.find("button[value=" + order + "]").click();
    }

    /** What keeps some people from the page that is open, in both themes and widths. */
    private List<String> barriers(String name) throws Exception {
        List<String> barriers = new ArrayList<>();
        for (String theme : THEMES) {
            for (int width : WIDTHS) {
                if (theme.equals("light") != width > 1000 && Effort.of(1, 2) == 1) {
                    continue; // light and wide, dark and narrow are enough to notice what breaks
                }
                browser.look(theme, width);
                browser.barriers().forEach(one -> barriers.add(name + " " + theme + " " + width + ": " + one));
                long beyond = (Long) browser.run("return document.documentElement.scrollWidth - window.innerWidth");
                assertTrue(beyond <= 0, name + " is " + beyond + " wider than " + width);
                if (Effort.of(1, 2) == 2) {
                    browser.screenshot(name + "-" + theme + "-" + width);
                }
            }
        }
        return barriers;
    }

    @Test
    void everyPageIsWorkedByMouseWithoutScripts() throws Exception {
        browser.scripts(false);
        browser.get(url("/"));
        browser.find("form[action='/page/senders/agent/hold'] button").click();
        browser.awaitText("The sender is held");
        browser.screenshot("overview-held");
        browser.find("form[action='/page/senders/agent/release'] button").click();
        browser.awaitText("The sender is released");
        browser.link("Mails").click();
        browser.awaitText("Reply contains");
        browser.find("input[name=recipient]").sendKeys("late@example.com");
        browser.find("main button").click();
        browser.awaitText("late@example.com");
        browser.link("server/late-1").click();
        browser.awaitText("451 4.7.1 come back later");
        browser.awaitText("Subject");
        browser.find("form[action$='/cancel'] button").click();
        browser.awaitText("Cancel this mail?");
        browser.screenshot("confirm");
        browser.link("Go back").click();
        browser.awaitText("Recipients");
        browser.find("form[action$='/retry'] button").click();
        browser.awaitText("The mail is tried now");
        browser.link("Dead letters").click();
        browser.awaitText("Reason contains");
        browser.find("input[name=reason]").sendKeys("no such user");
        browser.find("main button").click();
        browser.awaitText("correct the address where it is kept");
        browser.find("input[type=checkbox]").click();
        browser.find("button[value=drop]").click();
        browser.awaitText("Drop this letter?");
        browser.link("Go back").click();
        browser.awaitText("Reason contains");
        browser.find("a[href^='/page/dead/']").click();
        browser.awaitText("Who did not get it");
        browser.link("Settings").click();
        browser.awaitText("FromAddress");
        browser.find(".who button").click();
        browser.awaitText("API key");
        browser.look("dark", 360);
        browser.screenshot("sign-in-dark-360");
        browser.look("light", 1280);
        browser.screenshot("sign-in-light-1280");
        signIn();
    }

    @Test
    void everyPageIsWorkedByKeyboardWithoutScripts() throws Exception {
        browser.scripts(false);
        Map<String, String> pages = pages();
        pages.keySet().removeIf(page -> Effort.of(1, 2) == 1 && !List.of("overview", "mail", "dead").contains(page));
        for (String path : pages.values()) {
            browser.get(url(path));
            List<WebElement> wanted = new ArrayList<>(browser.all("a[href], button, input:not([type=hidden]), select, summary, [tabindex='0']:not(details *)"));
            for (int i = wanted.size() + 10; i > 0 && !wanted.isEmpty(); i--) {
                WebElement now = browser.tab();
                wanted.remove(now);
                if (now.getTagName().matches("a|button|input|select|summary")) {
                    assertFalse(now.getCssValue("outline-style").equals("none"), path + ": nobody sees that " + now.getText() + " has the keyboard");
                }
            }
            assertEquals(List.of(), wanted.stream().map(WebElement::getText).toList(), path + ": not reached by the keyboard");
        }
        browser.get(url("/"));
        assertEquals("Skip to the content", browser.tab().getText());
        browser.tabTo(browser.find("form[action='/page/senders/server/hold'] button"));
        browser.press(Keys.ENTER);
        browser.awaitText("The sender is held");
        browser.tabTo(browser.find("form[action='/page/senders/server/release'] button"));
        browser.press(Keys.SPACE);
        browser.awaitText("The sender is released");
        browser.get(url("/page/dead?reason=no+such+user"));
        browser.tabTo(browser.find("input[type=checkbox]"));
        browser.press(Keys.SPACE);
        browser.tabTo(browser.find("button[value=resend]"));
        browser.press(Keys.ENTER);
        browser.awaitText("wait for their delivery again");
        await().atMost(PATIENCE).until(() -> json("/dead?reason=no%20such%20user").path("letters").size() == 1);
    }

    @Test
    void nothingThatStrangersWroteRunsOnAnyPage() throws Exception {
        List<String> paths = new ArrayList<>();
        for (String list : List.of("/page/mails", "/page/dead")) {
            paths.add(list);
            browser.get(url(list));
            for (List<WebElement> next = further(); !next.isEmpty(); next = further()) {
                paths.add(next.get(0).getAttribute("href").replaceFirst("^http://[^/]+", ""));
                next.get(0).click();
            }
        }
        JsonNode mails = json("/mails?limit=1000").path("mails");
        JsonNode letters = json("/dead?limit=1000").path("letters");
        int most = Effort.of(SOME, 100_000); // the lists show all of them
        some(mails, most, "id", "n-").forEach(mail -> paths.add("/page/mails/" + mail.path("mail").asText()));
        some(letters, most, "requestId", "n-").forEach(one -> paths.add("/page/dead/" + one.path("id").asText()));
        for (String string : SCRIPTS.subList(0, Effort.of(SOME, SCRIPTS.size()))) {
            paths.add("/page/mails?recipient=" + java.net.URLEncoder.encode(string, "UTF-8") + "&since=" + java.net.URLEncoder.encode(string, "UTF-8"));
            paths.add("/page/dead?done=" + java.net.URLEncoder.encode(string, "UTF-8"));
        }
        browser.complaints();
        browser.withoutPolicy(true); // so that escaping alone stands against it
        for (String path : paths) {
            browser.get(url(path));
            assertHarmless(path);
        }
        browser.withoutPolicy(false);
        for (String path : paths.subList(0, Math.min(paths.size(), Effort.of(2 * SOME, 100_000)))) {
            browser.get(url(path));
            assertHarmless(path);
        }
        assertTrue(paths.size() >= 4 * SOME + 2, paths.size() + " pages were looked at");
    }

    private List<WebElement> further() {
        return browser.all(".parts a").stream().filter(link -> link.getText().matches("Older|After")).toList();
    }

    private static List<JsonNode> some(JsonNode all, int most, String name, String start) {
        List<JsonNode> some = new ArrayList<>();
        ((ArrayNode) all).forEach(one -> {
            if (some.size() < most && one.path(name).asText().startsWith(start)) {
                some.add(one);
            }
        });
        return some;
    }

    private void assertHarmless(String path) {
        assertFalse(browser.hasDialog(), path + " opened a dialog");
        assertEquals(null, browser.run("return window.xss === undefined ? null : String(window.xss)"), path);
        assertEquals(0L, browser.run("return document.querySelectorAll('script, base, style, object, embed, [onerror], [onload], [onclick],"
                + " [srcdoc], [href^=\"javascript:\"], main img, main svg:not([role=img])').length"), path);
        assertTrue(browser.run("return document.title").toString().endsWith("– Notification Gateway"), path);
        assertEquals(List.of(), browser.complaints().stream().filter(line -> line.startsWith("SEVERE") && !line.contains("the server responded with a status of 4")
                && !line.contains("/preview")).toList(), path);
    }

    @Test
    void aPreviewRunsNothingAndFetchesNothing() throws Exception {
        browser.get(url("/page/mails/" + waiting));
        assertEquals("Preview of the mail", browser.find("iframe").getAttribute("title"));
        assertTrue(browser.textOfFrame("iframe").contains("Dear Ann, please review"), "the frame shows the mail");
        browser.screenshot("mail-preview");
        browser.get(url("/page/mails/" + waiting + "/preview"));
        assertFalse(browser.hasDialog());
        assertEquals(url("/page/mails/" + waiting + "/preview"), browser.url());
        assertTrue(browser.find("body").getText().contains("Your access review"));
        browser.screenshot("preview");
        for (JsonNode one : some(json("/dead?limit=1000").path("letters"), Effort.of(SOME, 100_000), "requestId", "n-")) {
            String path = "/page/dead/" + one.path("id").asText() + "/preview";
            browser.get(url(path));
            assertFalse(browser.hasDialog(), path);
            assertEquals(url(path), browser.url());
        }
        assertEquals(0, fetched.get(), "something was fetched from elsewhere");
    }
}
