// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What explain prints goes into tickets and mails to a help desk: it must be complete, and hold no secret. */
class ExplanationTest {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final String BASE = """
            {
              "MailSettings": {
                "FromAddress": "no-reply@contoso.com",
                "Host": "smtp.contoso.com",
                "Port": 2525,
                "UserName": "mailer",
                "Password": "kanarienvogel"
              }
            }
            """;
    private static final String LAYER = "{\"MailSettings\": {\"Port\": \"587\", \"Enabled\": \"False\"}}";
    private static final Fault FAULT =
            new Fault("pickup directory", "is no directory", "a directory", "appsettings.json");

    private WrittenHome home;

    @BeforeEach
    void writeBase(@TempDir Path folder) throws IOException {
        home = new WrittenHome(folder).with("appsettings.json", BASE).with("appsettings.Production.json", LAYER);
    }

    private JsonNode json(Explanation explanation) throws IOException {
        JsonNode all = MAPPER.readTree(Explanation.json(List.of(explanation)));
        assertEquals(1, all.size());
        return all.get(0);
    }

    @Nested
    class EachForm {
        @Test
        void holdsEveryKeyThatHasAValueOnceWithItsOrigin() throws Exception {
            Explanation explanation = home.explanation("server");
            List<ExplainedValue> values = explanation.settings().values();
            List<String> words = Arrays.stream(MailKey.values()).map(MailKey::word).toList();
            List<String> shown = values.stream().map(ExplainedValue::key).toList();
            assertEquals(words.stream().filter(shown::contains).toList(), shown, "in the order of the keys");
            for (MailKey key : MailKey.values()) {
                assertEquals(!key.standard().isEmpty() || BASE.contains('"' + key.word() + '"'),
                        shown.contains(key.word()), key.word());
            }
            JsonNode nodes = json(explanation).get("values");
            for (int i = 0; i < values.size(); i++) {
                ExplainedValue value = values.get(i);
                assertTrue(explanation.text().matches("(?s).*\\R  " + value.key() + " +=\\Q " + value.value()
                        + "\\E\\R +\\Qfrom " + value.origin() + "\\E\\R.*"), value.toString());
                assertEquals(value, MAPPER.treeToValue(nodes.get(i), ExplainedValue.class));
            }
        }

        @Test
        void saysWhatAValueOverrides() throws Exception {
            home.variable("MailSettings__Port", "25");
            String layer = home.file("appsettings.Production.json") + ":1";
            String base = home.file("appsettings.json") + ":5";
            assertTrue(home.explanation("server").text().contains("overrides " + layer + ", " + base));
            assertTrue(json(home.explanation("server")).get("values").toString().contains(
                    "environment variable MailSettings__Port\",\"overrides\":[\"" + layer + "\",\"" + base));
        }

        @Test
        void saysWhereMailGoesAndWhy() throws Exception {
            String delivery = "SMTP server smtp.contoso.com, port 587, STARTTLS if offered, else clear text,"
                    + " logs in with user name and password";
            String reason = "Host is a server (" + home.file("appsettings.json") + ":4)";
            JsonNode node = json(home.explanation("server"));
            assertTrue(home.explanation("server").text().contains(
                    "  delivery: " + delivery + "\n  because " + reason + "\n"));
            assertEquals(List.of("server", delivery, "SMTP", reason),
                    List.of(node.get("sender").asText(), node.get("delivery").asText(), node.get("method").asText(),
                            node.get("reason").asText()));
        }

        @Test
        void saysThatNothingIsDeliveredWhereEnabledIsFalse() throws Exception {
            String line = "Enabled is false: mail is accepted and nothing is delivered\n";
            assertTrue(home.explanation("server").text().contains(line));
            assertFalse(json(home.explanation("server")).get("enabled").asBoolean());
            home.variable("MailSettings__Enabled", "true");
            assertFalse(home.explanation("server").text().contains(line));
            assertTrue(json(home.explanation("server")).get("enabled").asBoolean());
        }

        @Test
        void holdsEachWarningAndEachFault() throws Exception {
            Explanation explanation = new Explanation(home.load().of("server"), List.of(FAULT));
            List<String> warnings = explanation.settings().warnings();
            assertEquals(2, warnings.size(), warnings.toString());
            warnings.forEach(
                    warning -> assertTrue(explanation.text().contains("  warning: " + warning + "\n"), warning));
            assertTrue(explanation.text().endsWith(
                    "  fault: pickup directory is no directory: expected a directory (appsettings.json)\n"));
            assertEquals(MAPPER.valueToTree(warnings), json(explanation).get("warnings"));
            assertEquals(MAPPER.valueToTree(List.of(FAULT.toString())), json(explanation).get("faults"));
        }

        @Test
        void showsTheLimitThatReallyHoldsForTheAgentsOwnSection() throws Exception {
            home.with("appsettings.agent.json", BASE);
            for (String sender : List.of("agent", "server")) {
                assertEquals(String.valueOf(home.load().of(sender).policy().maxRecipients()),
                        home.value(sender, MailKey.MAX_RECIPIENTS).orElseThrow().value(), sender);
            }
        }
    }

    @Nested
    class TheDelivery {
        @ParameterizedTest(name = "{0} on port {1}: {2}")
        @CsvSource(delimiter = '|', value = {
            "None                  | 25  | no TLS: clear text",
            "None                  | 465 | no TLS: clear text",
            "None                  | 587 | no TLS: clear text",
            "Auto                  | 25  | STARTTLS if offered, else clear text",
            "Auto                  | 465 | TLS at connect",
            "Auto                  | 587 | STARTTLS if offered, else clear text",
            "SslOnConnect          | 25  | TLS at connect",
            "SslOnConnect          | 465 | TLS at connect",
            "SslOnConnect          | 587 | TLS at connect",
            "StartTls              | 25  | STARTTLS or no mail",
            "StartTls              | 465 | STARTTLS or no mail",
            "StartTls              | 587 | STARTTLS or no mail",
            "StartTlsWhenAvailable | 25  | STARTTLS if offered, else clear text",
            "StartTlsWhenAvailable | 465 | STARTTLS if offered, else clear text",
            "StartTlsWhenAvailable | 587 | STARTTLS if offered, else clear text"
        })
        void saysWhenTheLineIsEncrypted(String option, String port, String words) throws Exception {
            home.variable("MailSettings__SecureSocketOption", option).variable("MailSettings__Port", port);
            String line = "SMTP server smtp.contoso.com, port " + port + ", " + words
                    + ", logs in with user name and password";
            assertTrue(home.explanation("server").text().contains("  delivery: " + line + "\n"));
            assertEquals(line, json(home.explanation("server")).get("delivery").asText());
        }
    }

    @Nested
    class ASecret {
        @ParameterizedTest
        @ValueSource(strings = {"file", "variable", "password file"})
        void isNeverShownWhereverItStands(String place) throws Exception {
            if (place.equals("password file")) {
                home.with("appsettings.json",
                        BASE.replace("Password", "PasswordFile").replace("kanarienvogel", "secret"));
                Files.writeString(home.path("secret"), "kanarienvogel");
            } else if (place.equals("variable")) {
                home.variable("MailSettings__Password", "kanarienvogel2");
            }
            Explanation explanation = home.explanation("server");
            var smtp = (Delivery.Smtp) explanation.settings().delivery();
            assertTrue(smtp.credentials().password().startsWith("kanarienvogel"));
            assertFalse((explanation.text() + Explanation.json(List.of(explanation)) + explanation)
                    .contains("kanarienvogel"));
        }
    }
}
