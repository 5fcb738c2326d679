// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.settings;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A settings file that .NET reads, the gateway reads; one that .NET refuses, it refuses, and says where. */
class SettingsFileTest {
    private static final String KEYS = "\"FromAddress\": \"a@contoso.com\", \"Host\": \"smtp.contoso.com\"";

    private SettingsHome home;

    @BeforeEach
    void makeHome(@TempDir Path folder) throws IOException {
        home = new SettingsHome(folder);
    }

    @Nested
    class TheDialect {
        @ParameterizedTest(name = "{0}")
        @ValueSource(strings = {
            "{\"MailSettings\": {" + KEYS + "}}",
            "{\"mailsettings\": {\"FROMADDRESS\": \"a@contoso.com\", \"host\": \"smtp.contoso.com\"}}",
            "{\"MailSettings\": {" + KEYS + ",},}",
            "// notes\n{ /* more\n notes */ \"MailSettings\": {" + KEYS + "} // end\n}",
            "\uFEFF{\"MailSettings\": {" + KEYS + "}}",
            "\r\n{\"MailSettings\": {" + KEYS
            + ", \"Note\": \"ours\", \"Port\": null}, \"Cultures\": [\"en\", \"fr\",], \"N\": {\"Host\": 1}}",
            "{\"MailSettings:FromAddress\": \"a@contoso.com\", \"MailSettings\": {\"Host\": \"smtp.contoso.com\"}}",
            "{\"MailSettings\": {\"Host\": \"smtp.contoso.com\"}, \"mailSettings\": {\"FromAddress\": \"a@contoso.com\"}}"
        })
        void isThatOfDotNet(String json) throws Exception {
            MailSettings settings = home.server(json).load().of("server");
            assertEquals("a@contoso.com", settings.fromAddress());
            assertEquals(new Delivery.Smtp("smtp.contoso.com", 25, SecureSocketOption.AUTO, null), settings.delivery());
        }

        @ParameterizedTest(name = "[{0}]")
        @ValueSource(strings = {
            "{'MailSettings': {}}", "{MailSettings: {}}", "{\"MailSettings\": {...}}", "{\"MailSettings\": {}",
            "{} {}", "{}x",
            "{\"MailSettings\": {\"Port\": 025}}", "{\"Password\": \"canary\", }, \"canary\"",
            "{\"Password\": \"canary", "# c\n{}", "{,}"
        })
        void hasNothingElse(String json) throws Exception {
            String message = home.server(json).refusal().getMessage();
            assertTrue(message.matches("settings file (is not valid JSON at line \\d+, column \\d+|has more after its object"
                    + " at line \\d+): expected .*"), message);
            assertTrue(message.endsWith("(" + home.file("appsettings.json") + ")"), message);
            assertFalse(message.contains("canary"), "a message shows no value");
        }

        @ParameterizedTest(name = "[{0}]")
        @ValueSource(strings = {"", " ", "[]", "\"x\"", "null", "5", "[{\"MailSettings\": {}}]"})
        void isAnObject(String json) throws Exception {
            assertEquals(List.of("settings file is not a JSON object"), home.server(json).faults());
        }
    }

    @Nested
    class AKey {
        @ParameterizedTest(name = "{0}")
        @ValueSource(strings = {
            "\"UserName\": \"u\", \"Username\": \"canary\"", "\"Password\": \"canary\", \"PASSWORD\": \"canary\""
        })
        void thatStandsTwiceInTwoLetterCasesIsRefused(String keys) throws Exception {
            var refused = home.server("{\"MailSettings\": {" + keys + ", " + KEYS + "}}").refusal();
            assertTrue(refused.getMessage().matches(
                    "(?i)MailSettings:(Username|Password) stands twice \\(letter case .*\\), first as .*: expected each key once \\(.*"),
                    refused.getMessage());
            assertFalse(refused.getMessage().contains("canary"));
        }

        @Test
        void thatStandsTwiceAsItIsIsRefused() throws Exception {
            assertEquals(1, home.server("{\"MailSettings\": {\"Host\": \"a\", \"Host\": \"b\"}}").faults().size());
        }
    }

    @Nested
    class AFile {
        @Test
        void thatIsMissingIsNamed() {
            var refused = home.refusal();
            assertEquals("settings file is missing: expected the product's appsettings.json, or the one shipped ("
                    + home.file("appsettings.json") + ")", refused.getMessage());
        }

        @Test
        void inAnotherEncodingIsRefusedWithItsLine() throws Exception {
            Files.write(home.file("appsettings.json"), "{\r\n\"Note\": \"Zoë\"}".getBytes(ISO_8859_1));
            assertEquals(List.of("settings file is not UTF-8 text at line 2"), home.faults());
            Files.write(home.file("appsettings.json"), "{}".getBytes(UTF_16LE));
            assertEquals(List.of("settings file is not UTF-8 text at line 1"), home.faults());
        }

        @Test
        void thatIsAFolderIsRefused() throws Exception {
            Files.createDirectory(home.file("appsettings.json"));
            assertEquals(List.of("settings file cannot be read (IOException)"), home.faults());
        }
    }
}
