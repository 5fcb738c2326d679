// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.acceptance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSRuntimeException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.notificationgateway.NotificationGateway;
import org.notificationgateway.delivery.SenderCircuitBreaker;
import org.notificationgateway.support.CapturedLog;
import org.notificationgateway.support.Jms;
import org.notificationgateway.support.ScriptedSmtpServer;
import org.notificationgateway.support.TestGateway;
import org.notificationgateway.support.TestHome;
import picocli.CommandLine;

/**
 * S20: secrets go through every success and every failure, and show nowhere but in the mail itself.
 *
 * <p>Where the mail itself lies, and may: the journal of the broker, {@code .eml} files, the original in
 * {@code .rejected}, the original in {@code .accepted} unless it is sensitive, {@code notification.refused}. Settings
 * lie in {@code config}, as their owner wrote them.
 */
class CanarySecretsIT {
    /** Begins every secret of this test; the rest tells where it was. */
    private static final String CANARY = "cnry-";
    private static final String SMTP_PASSWORD = CANARY + "smtp-password";
    private static final String BROKER_PASSWORD = CANARY + "broker-password";
    private static final String API_KEY = CANARY + "api-key-0123456789abcdef";
    private static final Pattern TRACE = Pattern.compile(Stream.of(
                    Pattern.quote(CANARY), "CNRY-", base64(0), base64(1), base64(2),
                    HexFormat.of().formatHex(CANARY.getBytes(UTF_8)))
            .collect(Collectors.joining("|")));
    private static final Pattern HOLDS_THE_MAIL = Pattern.compile(
            "config/.*|data/broker/.*|data/.*\\.eml|data/inbox/\\.rejected/(?!.*\\.error\\.json$).*|data/inbox/\\.accepted/open-.*");

    private final String url = "tcp://127.0.0.1:" + TestHome.freePort();
    private final Map<String, String> told = new TreeMap<>();

    @TempDir
    private Path folder;

    private TestHome home;
    private boolean tracing;

    @Test
    @DisplayName("S20: no secret in logs, health, metrics, answers, error files, broker lines, explain, check or other files")
    void noSecretShows() throws Exception {
        List<String> log = run(Map.of("org.notificationgateway", Level.DEBUG, "gateway", Level.DEBUG));
        assertTrue(log.size() > 30, "the log was captured: " + log.size());
        assertTrue(log.stream().anyMatch(line -> line.contains("given up")), "a dead letter was logged");
        assertTrue(log.stream().anyMatch(line -> line.contains("535")), "the refused login was logged");
        assertTrue(log.stream().anyMatch(line -> line.contains("activemq")), "the broker spoke");
        assertTrue(told.get("/observe/metrics").contains("camel_"), told.get("/observe/metrics"));
        assertEquals(List.of(), hits(log), "in the log");
        assertEquals(Set.of(), told.entrySet().stream()
                .filter(e -> TRACE.matcher(e.getValue()).find()).map(Object::toString).collect(Collectors.toSet()));
        assertEquals(Set.of(), files(false), "in files");
        assertTrue(files(true).size() > 3, "the exceptions hold the mail: " + files(true));
    }

    @Test
    @DisplayName("S20, S21: Camel's own debug log shows no mail; of secrets, only a password of application.properties, at start")
    void camelsDebugLogShowsNoMail() throws Exception {
        List<String> log = run(Map.of("org.apache.camel", Level.DEBUG, "org.notificationgateway", Level.DEBUG));
        assertTrue(log.size() > 1000, "Camel is talkative: " + log.size());
        assertEquals(
                Set.of("org.apache.camel.component.properties.DefaultPropertiesParser main",
                        "org.apache.camel.impl.engine.DefaultCamelContextExtension main"),
                hits(log).stream().map(line -> line.replaceAll("^DEBUG (\\S+ \\S+) (?s:.*)$", "$1")).collect(Collectors.toSet()));
        assertEquals(List.of(), hits(log.stream().map(line -> line.replace(BROKER_PASSWORD, "")).toList()));
    }

    @Test
    @DisplayName("D5: neither tracing nor the message history shows a key, a body or a link")
    void tracingShowsWhereAnExchangeIsAndNothingOfIt() throws Exception {
        tracing = true;
        List<String> log = run(Map.of("org.apache.camel", Level.INFO));
        assertTrue(log.stream().anyMatch(line -> line.contains("read-http-body") || line.contains("http-to-intake")
                || line.contains("ingress-http.camel.yaml")), "it was traced");
        assertEquals(List.of(), hits(log));
    }

    @Test
    void aSecretWouldBeFoundHoweverItIsWritten() {
        byte[] secret = (CANARY + "x").getBytes(UTF_8);
        for (String written : List.of("a " + CANARY, "key: " + HexFormat.of().formatHex(secret),
                Base64.getEncoder().encodeToString(secret), Base64.getEncoder().encodeToString(("{" + CANARY + "x").getBytes(UTF_8)),
                Base64.getEncoder().encodeToString(("{\"" + CANARY + "x").getBytes(UTF_8)))) {
            assertEquals(1, hits(List.of("nothing", "before " + written + " after")).size(), written);
        }
    }

    private List<String> run(Map<String, Level> levels) throws Exception {
        try (CapturedLog log = new CapturedLog(levels);
                ScriptedSmtpServer smtp = new ScriptedSmtpServer()) {
            smtp.on("EHLO", "250-scripted.test\r\n250 AUTH PLAIN LOGIN")
                    .on("AUTH", "235 welcome")
                    .on("RCPT TO:<refused@", "550 5.1.1 nobody here")
                    .on("RCPT TO:<later@", "450 4.2.0 greylisted");
            makeHome(smtp.port());
            if (tracing) {
                home.set("camel.main.tracing", "true").set("camel.main.messageHistory", "true")
                        .set("camel.main.logExhaustedMessageBody", "true");
            }
            startRefused();
            try (TestGateway gateway = TestGateway.start(home)) {
                succeed(gateway, smtp);
                failToDeliver(gateway, smtp);
                refuse(gateway);
                poison(gateway);
                strangers(gateway);
                badSettings();
                for (String path : List.of("/observe/health", "/observe/health/ready?data=true", "/observe/metrics",
                        "/observe/info", "/observe/nothing-" + CANARY.length())) {
                    told.put(path, manage(path));
                    told.put("without a key " + path, gateway.manage(path).body());
                }
                told.put("senders", gateway.bean("senders", Object.class).toString());
            }
            told.put("explain", command("explain"));
            told.put("check", command("check"));
            return log.lines();
        }
    }

    private void makeHome(int smtpPort) throws Exception {
        home = new TestHome(folder)
                .server("{ \"FromAddress\": \"no-reply@contoso.com\", \"Host\": \"127.0.0.1\", \"Port\": " + smtpPort
                        + ", \"SecureSocketOption\": \"None\", \"UserName\": \"gateway\", \"Password\": \"" + SMTP_PASSWORD + "\" }")
                .write("config/appsettings.ops.json", "{ \"MailSettings\": { \"FromAddress\": \"ops@contoso.com\","
                        + " \"PickupDirectory\": \"data/ops\", \"AllowedDomains\": \"allowed.example\" } }")
                .set("gateway.settings-interval", "100ms")
                .set("gateway.broker.acceptor", url)
                .set("gateway.broker.username", "app")
                .set("gateway.broker.password", BROKER_PASSWORD)
                .set("delivery.max-age", "2s");
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(API_KEY.getBytes(UTF_8));
        home.write("config/api-keys", "tests:" + HexFormat.of().formatHex(hash) + "\n");
    }

    /** Settings that stop a start stand beside secrets. */
    private void startRefused() throws IOException {
        String good = Files.readString(home.path("config/appsettings.json"));
        for (String bad : List.of(good.replace("\"None\"", "\"Nonsense\""), good.replace("\"Port\": ", "\"Port\": -"),
                good.replace(" }", ""), good.replace("\"UserName\"", "\"Name\""))) {
            home.write("config/appsettings.json", bad);
            told.put("start " + told.size(), command("check"));
            home.set("gateway.data-directory", "data-" + told.size()); // a start that failed keeps its lock in this JVM
            try (TestGateway gateway = TestGateway.start(home)) {
                told.put("started " + told.size(), gateway.manage("/observe/health").body());
            } catch (RuntimeException e) {
                told.put("start refused " + told.size(), all(e));
            }
        }
        home.write("config/appsettings.json", good);
        home.set("gateway.data-directory", "data");
    }

    private void succeed(TestGateway gateway, ScriptedSmtpServer smtp) throws Exception {
        post(gateway, request("ann@example.com", ", \"sensitive\": true"));
        gateway.drop("secret.json", request("bob@example.com", ", \"sensitive\": true, \"id\": \"by-file\""));
        gateway.drop("open-1.json", request("cyd@example.com", ""));
        jms(gateway).sendText("notification.requests", request("dan@example.com", ", \"sensitive\": true"));
        post(gateway, request("eve@elsewhere.example", ", \"sender\": \"ops\""));
        post(gateway, request("fay@allowed.example", ", \"sender\": \"ops\""));
        post(gateway, request("ann@example.com", ", \"expiresAt\": \"2020-01-01T00:00:00Z\", \"sensitive\": true"));
        await().until(() -> smtp.mails().size() >= 4);
        await().until(() -> jms(gateway).browse("notification.expired").size() == 1);
    }

    private void failToDeliver(TestGateway gateway, ScriptedSmtpServer smtp) {
        post(gateway, request("refused@example.com", ", \"sensitive\": true"));
        post(gateway, request("later@example.com", ", \"sensitive\": true"));
        smtp.on(".", "554 5.6.0 not this one");
        post(gateway, request("gus@example.com", ""));
        await().atMost(Duration.ofSeconds(20)).until(() -> jms(gateway).entries("notification.dead").size() >= 3);
        smtp.on("AUTH", "535 5.7.8 wrong").on(".", "250 ok").on("MAIL", ScriptedSmtpServer.HANG_UP);
        post(gateway, request("hal@example.com", ", \"sensitive\": true"));
        await().atMost(Duration.ofSeconds(20))
                .until(() -> gateway.bean("senderCircuitBreaker", SenderCircuitBreaker.class).pause("server").isPresent());
    }

    private void refuse(TestGateway gateway) throws Exception {
        int number = 0;
        for (String bad : bad()) {
            post(gateway, bad);
            gateway.drop("bad-" + number++ + ".json", bad);
            jms(gateway).sendText("notification.requests", bad);
        }
        jms(gateway).sendBytes("notification.requests", (request("ann@example.com", "") + "\u00FF").getBytes(ISO_8859_1));
        int all = number;
        await().atMost(Duration.ofSeconds(20)).until(() -> home.files("data/inbox/.rejected", ".error.json").count() == all);
        await().until(() -> jms(gateway).browse("notification.refused").size() == all + 1);
    }

    /** A fault in each field beside secrets, a secret at each fault, and JSON that breaks around a secret. */
    private static List<String> bad() {
        String good = request("ann@example.com", "");
        List<String> bad = new ArrayList<>(List.of(
                good.substring(0, good.length() - 1), good + CANARY, "\"" + CANARY + "\"", CANARY, "{\"" + CANARY,
                good.replace("\"subject\": \"", "\"subject\": \"\\u0000"), good.replace(": \"", ": '"),
                good.replace("\"text\": \"", "\"text\": \"" + CANARY + "\", \"text\": \""), good.replace("cnry-b", "cnry-b\\x"),
                good.replace("cnry-html", "cnry-html\\ud800"), good.replace("\"content\": \"", "\"content\": \"" + CANARY + "!")));
        for (String field : List.of("id", "sender", "to", "cc", "bcc", "replyTo", "importance", "notBefore", "expiresAt", "supersedes", "sensitive", "tags",
                "headers", "attachments", "template", "locale", "model")) {
            bad.add(request("ann@example.com", ", \"" + field + "\": \"" + CANARY + field + " \\u000a\"")
                    .replace("\"to\": \"ann@example.com\", ", field.equals("to") ? "" : "\"to\": \"ann@example.com\", ")
                    .replace("\"headers\": {", field.equals("headers") ? "\"x\": {" : "\"headers\": {")
                    .replace("\"attachments\": [", field.equals("attachments") ? "\"y\": [" : "\"attachments\": ["));
        }
        return bad;
    }

    /** An entry that is none, so that the broker hands it out again and says so. */
    private static void poison(TestGateway gateway) {
        jms(gateway).sendText("notification.outbox.server", CANARY + "poison");
        jms(gateway).sendBytes("notification.outbox.ops", (CANARY + "poison\n" + CANARY).getBytes(UTF_8));
        await().until(() -> jms(gateway).browse("notification.outbox.ops").isEmpty());
    }

    private void strangers(TestGateway gateway) {
        String good = request("ann@example.com", "");
        told.put("no key", gateway.post(good).body());
        told.put("wrong key", gateway.post(good, "X-API-Key", CANARY + "wrong-key").body());
        told.put("wrong bearer", gateway.post(good, "Authorization", "Bearer " + CANARY + "bearer").body());
        told.put("wrong scheme", gateway.post(good, "Authorization", "Basic " + CANARY + "basic").body());
        told.put("wrong id", gateway.post(good, "X-API-Key", API_KEY, "Idempotency-Key", CANARY + "id !").body());
        try (ActiveMQConnectionFactory factory = new ActiveMQConnectionFactory(url, "app", CANARY + "wrong-password")) {
            String all = all(assertThrows(JMSRuntimeException.class, factory::createContext));
            told.put("wrong password", all);
        }
    }

    private void badSettings() throws IOException {
        String good = Files.readString(home.path(Reload.SERVER));
        for (String bad : List.of(good.replace("\"None\"", "\"Nonsense\""), good.replace(" }", ""),
                good.replace("\"Password\": \"", "\"Password\": \"{{" + CANARY + "nowhere}}"))) {
            Reload.save(home, Reload.SERVER, bad);
            Reload.soon().until(() -> manage("/observe/health/ready?data=true").contains(Reload.REFUSED));
            told.put("reload refused " + told.size(), manage("/observe/health/ready?data=true"));
            Reload.save(home, Reload.SERVER, good);
            Reload.soon().until(() -> !manage("/observe/health/ready?data=true").contains(Reload.REFUSED));
        }
    }

    private void post(TestGateway gateway, String json) {
        told.put("answer " + told.size(), gateway.post(json, "X-API-Key", API_KEY).body());
    }

    private String manage(String path) {
        return TestGateway.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + home.managementPort() + path))
                .header("X-API-Key", API_KEY).build()).body();
    }

    private static Jms jms(TestGateway gateway) {
        return new Jms(gateway.bean("connectionFactory", ConnectionFactory.class));
    }

    private static String request(String to, String more) {
        String file = Base64.getEncoder().encodeToString((CANARY + "attachment").getBytes(UTF_8));
        return "{\"to\": \"" + to + "\", \"subject\": \"cnry-subject\", \"text\": \"cnry-body https://id.example/reset?t=cnry-token\","
                + " \"html\": \"<p>cnry-html</p>\", \"headers\": {\"X-Case\": \"cnry-header\"}, \"attachments\": [{\"name\":"
                + " \"cnry-name.txt\", \"content\": \"" + file + "\"}]" + more + "}";
    }

    private String command(String word) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        try (PrintStream both = new PrintStream(printed, true, UTF_8)) {
            System.setOut(both);
            System.setErr(both);
            new CommandLine(new NotificationGateway()).execute(word, "--home", folder.toString());
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
        return printed.toString(UTF_8);
    }

    private static List<String> hits(List<String> lines) {
        return lines.stream().filter(line -> TRACE.matcher(line).find()).toList();
    }

    /** Files below the home with a secret in them: those that hold the mail, or all others. */
    private Set<String> files(boolean thatHoldTheMail) throws IOException {
        Set<String> found = new TreeSet<>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                String name = folder.relativize(file).toString().replace('\\', '/');
                if (HOLDS_THE_MAIL.matcher(name).matches() == thatHoldTheMail
                        && TRACE.matcher(Files.readString(file, ISO_8859_1)).find()) {
                    found.add(name);
                }
            }
        }
        return found;
    }

    private static String all(Throwable failure) {
        StringBuilder all = new StringBuilder();
        for (Throwable e = failure; e != null; e = e.getCause()) {
            all.append(e).append('\n');
        }
        return all.toString();
    }

    /** What base64 makes of the canary, behind so many other bytes. */
    private static String base64(int before) {
        String whole = Base64.getEncoder().withoutPadding().encodeToString(("_".repeat(before) + CANARY).getBytes(UTF_8));
        int from = (before * 8 + 5) / 6;
        return Pattern.quote(whole.substring(from, (before + CANARY.length()) * 8 / 6));
    }
}
