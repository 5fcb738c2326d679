// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.settings;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A value may stand in three places, so an operator must be able to rely on which one wins and see which one did. */
class SettingsLayersTest {
    private static final String BASE = """
            {
              "MailSettings": {
                "FromAddress": "no-reply@contoso.com",
                "Host": "base.contoso.com"
              }
            }
            """;
    private static final String HOST = """
            { "MailSettings": {
                "Host": "%s" } }
            """;

    private WrittenHome home;

    @BeforeEach
    void writeBase(@TempDir Path folder) throws IOException {
        home = new WrittenHome(folder).with("appsettings.json", BASE);
    }

    private ExplainedValue host() {
        return home.value("server", MailKey.HOST).orElseThrow();
    }

    private String at(String file, int line) {
        return home.file(file) + ":" + line;
    }

    @Nested
    class AValue {
        @Test
        void ofTheFileHoldsWhereNothingElseSetsIt() {
            assertEquals(
                    new ExplainedValue("Host", "base.contoso.com", at("appsettings.json", 4), List.of()), host());
        }

        @Test
        void ofTheEnvironmentsLayerWinsOverTheFile() throws Exception {
            home.with("appsettings.Production.json", HOST.formatted("layer.contoso.com"));
            assertEquals(
                    new ExplainedValue("Host", "layer.contoso.com", at("appsettings.Production.json", 2),
                            List.of(at("appsettings.json", 4))),
                    host());
        }

        @Test
        void ofAnEnvironmentVariableWinsOverBothAndNamesThemNearestFirst() throws Exception {
            home.with("appsettings.Production.json", HOST.formatted("layer.contoso.com"))
                    .variable("MAILSETTINGS__host", "variable.contoso.com");
            assertEquals(
                    new ExplainedValue("Host", "variable.contoso.com", "environment variable MAILSETTINGS__host",
                            List.of(at("appsettings.Production.json", 2), at("appsettings.json", 4))),
                    host());
        }

        @Test
        void isReplacedAloneAndItsNeighboursStay() throws Exception {
            home.with("appsettings.Production.json", "{\"mailsettings\": {\"HOST\": \"layer.contoso.com\"}}");
            assertEquals("no-reply@contoso.com", home.load().of("server").fromAddress());
            assertEquals("layer.contoso.com", host().value());
        }

        @ParameterizedTest(name = "blank in {0}")
        @CsvSource({"appsettings.Production.json", "environment"})
        void thatIsBlankTakesTheLowerOneAwayAndCountsAsNotSet(String place) throws Exception {
            home.with("appsettings.json", BASE.replace("\"Host\"", "\"Port\": 2525, \"Host\""));
            if (place.equals("environment")) {
                home.variable("MailSettings__Port", "  ");
            } else {
                home.with(place, "{\"MailSettings\": {\"Port\": null}}");
            }
            ExplainedValue port = home.value("server", MailKey.PORT).orElseThrow();
            assertEquals(new ExplainedValue("Port", "0", "default", List.of()), port);
            assertTrue(home.load().of("server").delivery().describe().contains("port 25,"));
        }
    }

    @Nested
    class TheEnvironment {
        @ParameterizedTest(name = "ASPNETCORE_ENVIRONMENT {0}, DOTNET_ENVIRONMENT {1}: {2}")
        @CsvSource({
            "Staging, Development, Staging",
            "Staging,            , Staging",
            "       , Development, Development",
            "       ,            , Production",
            "'  '   ,            , Production",
            "' Test ',           , Test"
        })
        void isNamedByTheFirstVariableThatIsThere(String aspNetCore, String dotNet, String layer) throws Exception {
            for (String name : List.of("Staging", "Development", "Production", layer)) {
                home.with("appsettings." + name + ".json", HOST.formatted(name + ".contoso.com"));
            }
            set("ASPNETCORE_ENVIRONMENT", aspNetCore);
            set("DOTNET_ENVIRONMENT", dotNet);
            assertEquals(layer + ".contoso.com", host().value());
        }

        @Test
        void hasALayerOfTheAgentsFileToo() throws Exception {
            home.with("appsettings.agent.json", BASE)
                    .with("appsettings.agent.Production.json", HOST.formatted("layer.contoso.com"));
            assertEquals("layer.contoso.com", home.value("agent", MailKey.HOST).orElseThrow().value());
            assertEquals("base.contoso.com", host().value());
        }

        @Test
        void givesTheAgentAFileByItsLayerAlone() throws Exception {
            home.with("appsettings.agent.Production.json", BASE.replace("base", "agent"));
            assertEquals("agent.contoso.com", home.value("agent", MailKey.HOST).orElseThrow().value());
        }

        private void set(String name, String value) {
            Optional.ofNullable(value).ifPresent(given -> home.variable(name, given));
        }
    }

    @Nested
    class TheMergedValues {
        private static final String KEY = "passwordresetsettings:notificationsettings:cultures:";

        @Test
        void joinListsByPosition() throws Exception {
            home.with("appsettings.agent.json", cultures("\"fr\", \"en\""))
                    .with("appsettings.agent.Production.json", cultures("\"en\""));
            Map<String, Setting> merged =
                    SettingsLayers.of(Map.of()).merged(home.file("appsettings.agent.json"), "", new HashSet<>());
            assertEquals(List.of("en", "en"), List.of(merged.get(KEY + 0).value(), merged.get(KEY + 1).value()));
            assertNull(merged.get(KEY + 2));
        }

        @Test
        void keepTheWholeChainOfWhatWasReplaced() throws Exception {
            home.with("appsettings.Production.json", HOST.formatted("layer.contoso.com"));
            Setting top = SettingsLayers.of(Map.of("MailSettings__Host", "variable.contoso.com"))
                    .merged(home.file("appsettings.json"), "", new HashSet<>()).get("mailsettings:host");
            Setting middle = top.overridden();
            assertAll(
                    () -> assertEquals("variable.contoso.com", top.value()),
                    () -> assertEquals("layer.contoso.com", middle.value()),
                    () -> assertEquals("base.contoso.com", middle.overridden().value()),
                    () -> assertNull(middle.overridden().overridden()),
                    () -> assertEquals(List.of(false, true), List.of(top.fromFile(), middle.fromFile())));
        }

        @Test
        void holdVariablesEvenWithoutAFile() {
            Map<String, Setting> merged = SettingsLayers.of(Map.of("A__B__0", "x", "NoSection", "y"))
                    .merged(home.file("appsettings.none.json"), "", new HashSet<>());
            assertEquals(
                    Map.of("a:b:0", new Setting("A:B:0", "x", "environment variable A__B__0", false, null)), merged);
        }

        private static String cultures(String list) {
            return "{\"PasswordResetSettings\": {\"NotificationSettings\": {\"Cultures\": [" + list + "]}}}";
        }
    }
}
