// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.notificationgateway.NotificationGateway;
import org.notificationgateway.support.TestHome;

/** {@code gateway plan}: what a change does to mail. */
class PlanCommandIT {
    private static final String SETTINGS = "{\"MailSettings\": {\"FromAddress\": \"no-reply@contoso.com\", \"Host\": \"smtp.contoso.com\","
            + " \"Port\": 587, \"SecureSocketOption\": \"StartTls\"}}";

    @TempDir
    private Path folder;

    private Path old;
    private Path changed;
    private Path requests;

    private record Run(int exit, String out) {}

    @BeforeEach
    void homes() throws Exception {
        old = Files.createDirectory(folder.resolve("old"));
        changed = Files.createDirectory(folder.resolve("new"));
        requests = Files.createDirectory(folder.resolve("requests"));
        new TestHome(old).write("config/appsettings.json", SETTINGS);
        new TestHome(changed).write("config/appsettings.json", SETTINGS);
        Files.writeString(requests.resolve("one.json"),
                "{\"id\":\"1\",\"to\":\"ann@contoso.com\",\"bcc\":\"bob@example.com\",\"subject\":\"s\",\"text\":\"t\"}");
    }

    private Run plan(String... more) {
        PrintStream out = System.out;
        ByteArrayOutputStream told = new ByteArrayOutputStream();
        System.setOut(new PrintStream(told, true, StandardCharsets.UTF_8));
        try {
            String[] arguments = new String[4 + more.length];
            System.arraycopy(new String[] {"plan", old.toString(), changed.toString(), "--requests=" + requests}, 0, arguments, 0, 4);
            System.arraycopy(more, 0, arguments, 4, more.length);
            int exit = NotificationGateway.commandLine().execute(arguments);
            return new Run(exit, told.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(out);
        }
    }

    private void settings(String json) throws Exception {
        Files.writeString(changed.resolve("config/appsettings.json"), json);
    }

    private void route(String name, String before, String after) throws Exception {
        Path file = changed.resolve("routes/" + name + ".camel.yaml");
        String text = Files.readString(file);
        assertTrue(text.contains(before), text);
        Files.writeString(file, text.replace(before, after));
    }

    @Test
    void twoAlikeDoNotDiffer() {
        assertEquals(new Run(0, "no difference\n"), plan());
    }

    @Test
    void aHarmlessEditDoesNot() throws Exception {
        route("delivery-smtp", "      steps:\n", "      steps:\n        - log:\n            id: log-sent\n            message: sent\n");
        assertEquals(new Run(0, "no difference\n"), plan());
    }

    @Test
    void lessEncryptionIsHarmful() throws Exception {
        settings(SETTINGS.replace("StartTls", "Auto"));
        Run run = plan();
        assertEquals(1, run.exit());
        assertTrue(run.out().contains("! one.json: mail to ann@contoso.com is encrypted starttls-if-offered instead of starttls\n"), run.out());
    }

    @Test
    void moreEncryptionDiffersAndIsNot() throws Exception {
        settings(SETTINGS.replace("StartTls", "SslOnConnect"));
        Run run = plan();
        assertTrue(run.out().contains("  one.json: mail to ann@contoso.com is encrypted at-connect instead of starttls\n"), run.out());
        assertTrue(run.out().endsWith("2 differences, 0 harmful (!)\n"), run.out());
    }

    @Test
    void aLostRecipientIsHarmful() throws Exception {
        settings(SETTINGS.replace("\"Port\"", "\"AllowedDomains\": \"contoso.com\", \"Port\""));
        assertTrue(plan().out().contains("! one.json: bob@example.com gets no mail any more\n"));
    }

    @Test
    void anotherServerIsHarmful() throws Exception {
        settings(SETTINGS.replace("smtp.contoso.com", "smtp.example.com"));
        assertTrue(plan().out().contains("goes to smtp smtp.example.com:587 instead of smtp smtp.contoso.com:587"));
    }

    @Test
    void aRouteThatSendsMailElsewhereIsHarmful() throws Exception {
        route("delivery-smtp", "host: mail-settings\n              javaMailSender: \"#mailSettingsSender\"",
                "host: relay.example.com\n        - to:\n            id: close-mail\n            uri: outbox\n            parameters:\n"
                        + "              operation: handed-over");
        String told = plan().out();
        assertTrue(told.contains("! one.json: mail to ann@contoso.com goes to smtp smtp://relay.example.com"), told);
    }

    @Test
    void programsGetJson() throws Exception {
        settings(SETTINGS.replace("StartTls", "None"));
        JsonNode told = JsonMapper.builder().build().readTree(plan("--json").out());
        assertEquals("one.json", told.get(0).get("request").asText());
        assertTrue(told.get(0).get("harmful").asBoolean());
    }
}
