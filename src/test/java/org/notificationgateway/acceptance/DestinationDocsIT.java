// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.acceptance;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.notificationgateway.support.Commands;
import org.notificationgateway.support.Commands.Run;
import org.notificationgateway.support.FaultTable;
import org.notificationgateway.support.FaultySmtpServer;
import org.notificationgateway.support.LogLines;
import org.notificationgateway.support.TestCertificate;
import org.notificationgateway.support.TestGateway;
import org.notificationgateway.support.TestHome;
import org.notificationgateway.support.TestKeys;
import org.notificationgateway.support.TokenServer;

/**
 * What an administrator copies from the pages of Microsoft 365, Google Workspace and Exchange works as it stands, but for
 * names of hosts; and what they say that the log says, it says.
 */
class DestinationDocsIT {
    private static final JsonMapper JSON = new JsonMapper();
    private static final List<String> PAGES = List.of("microsoft-365", "google-workspace", "exchange");
    private static final Pattern SECTION = Pattern.compile("(?ms)^## (.*?)\\n(.*?)(?=^## |\\z)");
    private static final Pattern ALLOWS = Pattern.compile("(?m)^allows: .*\\(profile (.*)\\)$");
    private static final Pattern LINE = Pattern.compile("(?m)^(ERROR|WARN|INFO) +(delivery|outbox) +(.*)$");
    private static final Pattern SERVER = Pattern.compile("(?:destination|SMTP server) ([a-z0-9.-]+:\\d+)(?: as (\\S+))?");
    private static final Pattern REPLY = Pattern.compile("(?<=: )[45]\\d\\d [45]\\.\\d+\\.\\d+ .*");
    private static final Pattern TOKEN = Pattern.compile("gets no token from (\\S+): HTTP (\\d+): (\\w+), (AADSTS\\d+: [^.]*\\.)");

    @TempDir
    private Path folder;

    /** A section that tells what to write into which file. */
    record SetUp(String page, String title, String text) {
        @Override
        public String toString() {
            return page + ": " + title;
        }

        /** The block of a language, without the indentation of its list; empty if there is none. */
        String block(String language) {
            Matcher block = Pattern.compile("(?ms)^ *```" + language + " *\\n(.*?)^ *```").matcher(text);
            return block.find() ? block.group(1).stripTrailing().stripIndent() : ""; // a last line that is empty would count as one without indentation
        }
    }

    static List<SetUp> setUps() throws IOException {
        List<SetUp> found = new ArrayList<>();
        for (String page : PAGES) {
            Matcher section = SECTION.matcher(page(page));
            while (section.find()) {
                SetUp setUp = new SetUp(page, section.group(1), section.group(2));
                if (!setUp.block("json").isEmpty()) {
                    found.add(setUp);
                }
            }
        }
        return found;
    }

    private static String page(String name) throws IOException {
        return Files.readString(TestHome.PROJECT.resolve("docs/" + name + ".md"));
    }

    @Test
    void eachWayOfEachPageIsTried() throws IOException {
        assertEquals(7, setUps().size(), setUps()::toString);
    }

    @ParameterizedTest
    @MethodSource("setUps")
    void aHomeWithTheSettingsOfThePageIsInOrderAndDelivers(SetUp setUp) throws Exception {
        TestKeys keys = new TestKeys(folder);
        Path own = keys.selfSigned("own", "ip:127.0.0.1,dns:localhost", "-1d", 10);
        try (TokenServer tokens = new TokenServer();
                FaultySmtpServer server = new FaultySmtpServer().offering("AUTH PLAIN LOGIN XOAUTH2", "SIZE 40000000")) {
            server.startTls(TestKeys.server(own)).on("AUTH XOAUTH2", "235 2.7.0 welcome");
            TestHome home = new TestHome(folder.resolve("home"));
            Path pickup = Files.createDirectories(folder.resolve("Pickup"));
            ObjectNode json = (ObjectNode) JSON.readTree(setUp.block("json"));
            ObjectNode settings = (ObjectNode) json.get("MailSettings");
            if (settings.has("Host")) {
                settings.put("Host", "127.0.0.1").put("Port", server.port());
            } else {
                settings.put("PickupDirectory", pickup.toString());
            }
            home.write("config/appsettings.json", json.toString());
            if (settings.has("PasswordFile")) {
                home.write(settings.get("PasswordFile").asText(), "app-password\n");
            }
            if (!setUp.block("yaml").isEmpty()) {
                home.write("config/profiles.yaml", setUp.block("yaml"));
            }
            TestCertificate.make(home.path("config"), "client", "RSA");
            home.write("config/exchange.pem", keys.pem(own));
            Map<String, String> keysOfPage = new TreeMap<>();
            setUp.block("properties").lines().map(line -> line.split(" = ", 2)).forEach(pair -> keysOfPage.put(pair[0], pair[1]));
            keysOfPage.putIfAbsent("delivery.smtp.trust", "config/exchange.pem"); // a stand-in has no certificate of a public authority
            keysOfPage.computeIfPresent("delivery.oauth.server.token-url", (key, url) -> tokens.url().toString());
            keysOfPage.computeIfPresent("delivery.smtp.server.client-certificate", (key, file) -> "config/client.pem");
            keysOfPage.computeIfPresent("delivery.smtp.server.client-key", (key, file) -> "config/client.key");
            add(home, keysOfPage);

            Run check = Commands.in(home.path("."), "check", "--connect");
            assertEquals(0, check.exit(), check.all());
            assertTrue(check.out().contains("settings and routes are in order"), check.all());
            try (TestGateway gateway = TestGateway.start(home)) {
                assertEquals(202, gateway.post(mail("server")).statusCode());
                await().atMost(Duration.ofSeconds(20)).until(() -> settings.has("Host") ? server.mails() == 1 : eml(pickup).size() == 1);
            }
            boolean loggedIn = settings.has("UserName") || keysOfPage.containsKey("delivery.oauth.server.token-url");
            assertEquals(loggedIn, server.count("AUTH") > 0, server.commands().toString());
            for (Path file : eml(pickup)) {
                assertFalse(Files.readString(file).contains("X-Receiver"), file.toString());
            }
        }
    }

    private static void add(TestHome home, Map<String, String> properties) throws IOException {
        Path file = home.path("config/application.properties");
        String text = Files.readString(file);
        for (String key : properties.keySet()) {
            text = text.replaceAll("(?m)^" + Pattern.quote(key) + " *=.*\\n", "");
        }
        Files.writeString(file, text);
        for (Map.Entry<String, String> property : properties.entrySet()) {
            Files.writeString(file, property.getKey() + " = " + property.getValue() + "\n", StandardOpenOption.APPEND);
        }
    }

    private static List<Path> eml(Path pickup) throws IOException {
        try (var files = Files.list(pickup)) {
            return files.filter(file -> file.toString().endsWith(".eml")).toList();
        }
    }

    private static String mail(String sender) {
        return "{\"sender\":\"" + sender + "\",\"to\":\"jane@example.com\",\"bcc\":\"john@example.com\",\"subject\":\"s\",\"text\":\"t\"}";
    }

    @ParameterizedTest
    @ValueSource(strings = {"microsoft-365", "google-workspace", "exchange"})
    void explainSaysWhatThePageSaysOfTheLimits(String page) throws IOException {
        Matcher allows = ALLOWS.matcher(page(page));
        assertTrue(allows.find(), "a line of explain");
        TestHome home = new TestHome(folder).server("{ \"FromAddress\": \"no-reply@contoso.com\", \"Host\": \"smtp.contoso.com\" }");
        add(home, Map.of("delivery.smtp.server.profile", allows.group(1)));
        Run explain = Commands.in(folder, "explain", "server");
        assertTrue(explain.out().contains(allows.group()), explain.all());
    }

    @Test
    void aReplyIsExplainedAsItsPageShows() throws IOException {
        Matcher shown = Pattern.compile("(?ms)^```\\n(432-4[.]3[.]2\\n.*?)^```").matcher(page("replies"));
        assertTrue(shown.find(), "the answer to gateway explain 432-4.3.2");
        assertEquals(shown.group(1), Commands.in(TestHome.PROJECT, "explain", "432-4.3.2").out());
    }

    /** A line of a page, and what a stand-in has to do so that it comes. */
    private static final class Quoted implements AutoCloseable {
        private final String page;
        private final String level;
        private final String text;
        private final String sender;
        private final FaultySmtpServer server;
        private final TokenServer tokens = new TokenServer();
        private String host = "";
        private String account = "";

        Quoted(String page, Matcher line, int number, Path stranger) throws Exception {
            this.page = page;
            level = line.group(1);
            text = line.group(3);
            sender = "line" + number;
            server = new FaultySmtpServer().offering("AUTH PLAIN XOAUTH2").on("AUTH XOAUTH2", "235 2.7.0 welcome");
            Matcher named = SERVER.matcher(text);
            if (named.find()) {
                host = named.group(1);
                account = named.group(2) == null ? "" : named.group(2);
            }
            Matcher reply = REPLY.matcher(text);
            Matcher token = TOKEN.matcher(text);
            if (token.find()) {
                account = "no-reply@contoso.com";
                tokens.answers(Integer.parseInt(token.group(2)), "{\"error\":\"" + token.group(3) + "\",\"error_description\":\"" + token.group(4) + "\"}");
            } else if (!reply.find()) {
                server.startTls(TestKeys.server(stranger));
            } else if (text.contains("refuses the login")) {
                account = "no-reply@contoso.com";
                server.on("AUTH", reply.group().replaceAll("[.] (The token|SMTP AUTH).*", ""));
            } else {
                String said = reply.group().replaceAll(" \\(dead letter .*", "");
                server.on(said.matches("(421|530|550 5.7.1 ).*") ? "MAIL" : said.startsWith("550 5.7.54") ? "RCPT" : ".", said);
            }
        }

        /** Microsoft's mailboxes log in by token, others by password. */
        void set(TestHome home) {
            boolean byToken = !account.isEmpty() && page.equals("microsoft-365");
            home.write("config/appsettings." + sender + ".json", "{ \"MailSettings\": { \"FromAddress\": \"no-reply@contoso.com\","
                    + " \"Host\": \"127.0.0.1\", \"SecureSocketOption\": \"Auto\", \"Port\": " + server.port()
                    + (account.isEmpty() || byToken ? "" : ", \"UserName\": \"" + account + "\", \"Password\": \"secret\"") + " } }");
            if (byToken) {
                home.set("delivery.oauth." + sender + ".token-url", tokens.url().toString()).set("delivery.oauth." + sender + ".client-id", "app-1")
                        .set("delivery.oauth." + sender + ".client-secret", "the-value-of-step-3");
            }
            if (page.equals("microsoft-365") && !text.contains("token")) {
                home.set("delivery.smtp." + sender + ".profile", host.endsWith(":25") ? "m365-connector" : "m365-mailbox");
            }
        }

        boolean isIn(List<String> log) {
            String expected = Pattern.quote(level + " " + (host.isEmpty() ? text : text.replace(host, "127.0.0.1:" + server.port())).replace("login.microsoftonline.com", "127.0.0.1")
                    .replace("sender server", "sender " + sender).replace("server/", sender + "/")).replace("…", "\\E.*\\Q");
            return log.stream().anyMatch(line -> line.matches(expected));
        }

        @Override
        public void close() throws IOException {
            server.close();
            tokens.close();
        }
    }

    @Test
    void eachLineOfTheLogThatAPageQuotesComesFromTheReplyInIt() throws Exception {
        List<Quoted> lines = new ArrayList<>();
        TestHome home = new TestHome(folder).set("delivery.smtp.allow-clear-credentials", "true");
        Path stranger = new TestKeys(Files.createDirectories(folder.resolve("keys"))).selfSigned("own", "ip:127.0.0.1", "-1d", 10);
        try (LogLines log = LogLines.of("gateway")) {
            for (String page : PAGES) {
                Matcher line = LINE.matcher(page(page));
                while (line.find()) {
                    Quoted quoted = new Quoted(page, line, lines.size(), stranger);
                    lines.add(quoted);
                    quoted.set(home);
                }
            }
            assertTrue(lines.size() > 10, "lines: " + lines.size());
            try (TestGateway gateway = TestGateway.start(home)) {
                lines.forEach(line -> assertEquals(202, gateway.post(mail(line.sender).replace("john@example.com", "jane@example.com")).statusCode()));
                try {
                    await().atMost(Duration.ofSeconds(20)).until(() -> lines.stream().allMatch(line -> line.isIn(log.lines())));
                } catch (ConditionTimeoutException e) {
                    List<String> missing = lines.stream().filter(line -> !line.isIn(log.lines())).map(line -> line.sender + " " + line.text).toList();
                    throw new AssertionError("not logged: " + String.join("\n", missing) + "\nlogged: " + String.join("\n", log.lines()), e);
                }
            }
            FaultTable.note("pages of destinations", setUps().size() + " set-ups deliver, " + lines.size() + " lines of the log come as quoted");
        } finally {
            for (Quoted line : lines) {
                line.close();
            }
        }
    }

    /** Numbers and times differ, and the page cuts a reply short. */
    private static boolean isAlike(String quoted, String logged, FaultySmtpServer own, FaultySmtpServer other) {
        String expected = Pattern.quote(quoted.replace("smtp.office365.com:587", "127.0.0.1:" + own.port())
                        .replace("relay.contoso.com:587", "127.0.0.1:" + other.port()))
                .replaceAll("\\b\\d+[smh]\\b", "\\\\E\\\\d+(ms|s|m|h)\\\\Q").replaceAll("after \\d+ s", "after \\\\E\\\\d+\\\\Q s")
                .replace("…", "\\E.*\\Q");
        return logged.matches("(WARN|INFO) " + expected);
    }

    @Test
    void whatThePageOfDestinationsQuotesOfPausesAndOfTheOtherServerIsLogged() throws Exception {
        List<String> quoted = LINE.matcher(page("destinations")).results()
                .filter(line -> line.group(2).equals("delivery")).map(line -> line.group(3)).toList();
        assertEquals(4, quoted.size(), quoted::toString);
        try (FaultySmtpServer own = new FaultySmtpServer().offering("AUTH PLAIN");
                FaultySmtpServer other = new FaultySmtpServer();
                LogLines log = LogLines.of("gateway.delivery")) {
            own.on(".", 1, FaultySmtpServer.reply("554 5.2.0 STOREDRV.Submission.Exception:SubmissionQuotaExceededException"));
            TestHome home = new TestHome(folder).server("{ \"FromAddress\": \"no-reply@contoso.com\", \"Host\": \"127.0.0.1\", \"Port\": "
                    + own.port() + ", \"UserName\": \"no-reply@contoso.com\", \"Password\": \"secret\" }");
            home.set("delivery.smtp.allow-clear-credentials", "true").set("delivery.first-pause", "200ms")
                    .set("delivery.longest-pause", "200ms").set("delivery.smtp.idle-time", "10ms")
                    .set("delivery.smtp.server.fallback.host", "127.0.0.1").set("delivery.smtp.server.fallback.port", String.valueOf(other.port()))
                    .set("delivery.smtp.server.fallback.after", "1s");
            Path replies = home.path("config/replies.yaml");
            Files.writeString(replies, Files.readString(replies).replace("pause: 15m", "pause: 200ms"));
            try (TestGateway gateway = TestGateway.start(home)) {
                gateway.post(mail("server"));
                await().atMost(Duration.ofSeconds(20)).until(() -> own.mails() == 1);
                own.on("AUTH", "535 5.7.8 no");
                await().atMost(Duration.ofSeconds(20)).until(() -> {
                    gateway.post(mail("server"));
                    return other.mails() > 0;
                });
                own.heal();
                await().atMost(Duration.ofSeconds(20)).until(() -> {
                    gateway.post(mail("server"));
                    return quoted.stream().allMatch(line -> log.lines().stream().anyMatch(logged -> isAlike(line, logged, own, other)));
                });
            } catch (ConditionTimeoutException e) {
                throw new AssertionError(String.join("\n", log.lines()), e);
            }
        }
    }

    @Test
    void whatThePageOfDestinationsQuotesOfTheForecastIsLoggedAtAStart() throws Exception {
        String quoted = LINE.matcher(page("destinations")).results().filter(line -> line.group(2).equals("outbox")).findFirst().orElseThrow().group(3);
        String expected = "WARN " + quoted.replaceAll("\\d{4}-\\S+Z", "\\\\S+Z").replaceAll("\\b\\d+ ", "\\\\d+ ");
        try (FaultySmtpServer server = new FaultySmtpServer(); LogLines log = LogLines.of("gateway.outbox")) {
            TestHome home = new TestHome(folder).server("{ \"FromAddress\": \"no-reply@contoso.com\", \"Host\": \"127.0.0.1\", \"Port\": "
                    + server.port() + " }").write("config/profiles.yaml", "profiles:\n  slow: {mails-per-minute: 1}\n");
            home.set("delivery.smtp.server.profile", "slow");
            try (TestGateway gateway = TestGateway.start(home)) {
                for (int i = 0; i < 10; i++) {
                    gateway.post(mail("server").replace("}", ",\"expiresAt\":\"" + Instant.now().plusSeconds(90) + "\"}"));
                }
            }
            try (TestGateway again = TestGateway.start(home)) {
                await().atMost(Duration.ofSeconds(20)).until(() -> log.lines().stream().anyMatch(line -> line.matches(expected)));
            } catch (ConditionTimeoutException e) {
                throw new AssertionError(expected + "\n" + String.join("\n", log.lines()), e);
            }
        }
    }
}
