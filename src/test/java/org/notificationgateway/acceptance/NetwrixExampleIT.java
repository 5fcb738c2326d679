// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.notificationgateway.operations.GatewayHome;
import org.notificationgateway.operations.GatewaySettings;
import org.notificationgateway.settings.Delivery;
import org.notificationgateway.support.Commands;
import org.notificationgateway.support.ScriptedSmtpServer;
import org.notificationgateway.support.TestGateway;
import org.notificationgateway.support.TestHome;

/** The two sides of examples/netwrix work as docs/netwrix.md says. */
class NetwrixExampleIT {
    private static final Path EXAMPLE = TestHome.PROJECT.resolve("examples/netwrix");

    @TempDir
    private Path folder;

    private TestHome home;

    @BeforeEach
    void makeHome() throws Exception {
        home = new TestHome(folder);
        for (String name : new String[] {"config/appsettings.json", "config/application.properties"}) {
            Files.copy(EXAMPLE.resolve("gateway").resolve(name), home.path(name), StandardCopyOption.REPLACE_EXISTING);
        }
        Files.createDirectory(home.path("from-identity-manager"));
    }

    @Test
    void isInOrder() {
        Commands.Run run = Commands.execute("check", folder);
        assertEquals(0, run.exit(), run.all());
        assertEquals("settings and routes are in order\n", run.out());
    }

    @Test
    void mailOfIdentityManagerGoesToTheServer() throws Exception {
        try (ScriptedSmtpServer smtp = new ScriptedSmtpServer()) {
            String settings = Files.readString(home.path("config/appsettings.json"));
            home.write("config/appsettings.json", settings.replace("\"smtp.contoso.com\"", "\"127.0.0.1\", \"Port\": " + smtp.port()));
            try (TestGateway gateway = TestGateway.start(home)) {
                assertTrue(gateway.context().getStatus().isStarted());
                Path file = home.path("from-identity-manager/7f3a.eml");
                Files.move(Files.copy(EXAMPLE.resolve("mail.eml"), folder.resolve("part")), file, StandardCopyOption.ATOMIC_MOVE);
                await().atMost(Duration.ofSeconds(20)).until(() -> smtp.mails().size() == 1 && !Files.exists(file));
            }
            assertEquals(2, smtp.commands().stream().filter(command -> command.startsWith("RCPT TO:")).count());
            String mail = new String(smtp.mails().get(0), UTF_8);
            assertFalse(mail.contains("audit@contoso.com") || mail.contains("X-Receiver"), mail);
            assertTrue(mail.contains("please review the access of your team by Friday."), mail);
        }
    }

    @Test
    void blocksOfTheProductAreReadAsTheyAre() throws Exception {
        Files.copy(EXAMPLE.resolve("identity-manager/appsettings.json"), home.path("config/appsettings.json"), StandardCopyOption.REPLACE_EXISTING);
        Files.copy(EXAMPLE.resolve("identity-manager/appsettings.agent.json"), home.path("config/appsettings.agent.json"));
        var senders = GatewaySettings.loader(new GatewayHome(folder), text -> text).load();
        for (String sender : new String[] {"server", "agent"}) {
            Delivery.Pickup pickup = (Delivery.Pickup) senders.of(sender).delivery();
            assertTrue(pickup.directory().endsWith("from-identity-manager"), pickup.directory().toString());
        }
    }

    @Test
    void blockOfTheProductCopiedToTheGatewayMakesNoLoop() throws Exception {
        String block = Files.readString(EXAMPLE.resolve("identity-manager/appsettings.json"));
        int start = block.indexOf("/opt/");
        home.write("config/appsettings.json",
                block.substring(0, start) + home.path("from-identity-manager") + block.substring(block.indexOf('"', start)));
        Commands.Run run = Commands.execute("run", folder);
        assertEquals(1, run.exit(), run.all());
        assertTrue(run.err().contains("mail of this gateway would come back to it"), run.err());
    }

    /** Without a PowerShell: the request is made as the script's own table of fields and parameters says, and goes where the script posts it. */
    @Test
    void requestOfTheScriptIsTaken() throws Exception {
        String script = Files.readString(EXAMPLE.resolve("notify.ps1"));
        Map<String, String> parameters = Map.of("$Id", "\"review-2026-11-27\"", "$Sender", "\"" + first(script, "\\$Sender = '(\\w+)'") + "\"",
                "@($To)", "[\"ann@example.com\"]", "$Subject", "\"Your access review\"", "$Text", "\"Zo\u00eb, please review it by Friday.\"");
        String table = first(script, "\\$request = @\\{ (.*) \\} \\| ConvertTo-Json");
        String request = Stream.of(table.split("; ")).map(field -> field.split(" = "))
                .map(field -> "\"" + field[0] + "\": " + Objects.requireNonNull(parameters.get(field[1]), field[1]))
                .collect(Collectors.joining(", ", "{", "}"));
        String path = first(script, "-Uri \"\\$Url(/\\w+)\"");
        String type = first(script, "-ContentType '([^']+)'");
        List<String> answered = Pattern.compile("\\$answer\\.(\\w+)").matcher(script).results().map(one -> one.group(1)).toList();
        String key = Commands.in(folder, "key", "add", "script").out().lines().filter(line -> line.matches("\\S{30,}")).findFirst().orElseThrow();
        home.write("config/appsettings.json", "{ \"MailSettings\": { \"FromAddress\": \"no-reply@contoso.com\", \"PickupDirectory\": \"data/pickup\" } }");
        try (TestGateway gateway = TestGateway.start(home)) {
            assertTrue(gateway.context().getStatus().isStarted());
            for (String status : List.of("accepted", "already accepted")) {
                HttpResponse<String> answer = TestGateway.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + home.httpPort() + path))
                        .header("Content-Type", type).header(first(script, "\\$headers\\['(\\w+)'\\]"), first(script, "= \"(\\w+ )\\$Key\"") + key)
                        .POST(HttpRequest.BodyPublishers.ofString(request)).build());
                JsonNode body = new ObjectMapper().readTree(answer.body());
                assertEquals(List.of("status", "messageId"), answered);
                assertEquals(status, body.path("status").asText(), answer.body());
                assertTrue(body.path("messageId").asText().startsWith("<"), answer.body());
            }
            await().atMost(Duration.ofSeconds(20)).until(() -> home.files("data/pickup", ".eml").count() == 1);
        }
    }

    private static String first(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertTrue(matcher.find(), pattern);
        return matcher.group(1);
    }
}
