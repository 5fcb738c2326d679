// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A file more is a sender more, so no file of the product's own may become one by its name. */
class FurtherSendersTest {
    private static final String MAIL = "\"MailSettings\": {\"FromAddress\": \"%1$s@contoso.com\", \"Host\": \"%1$s\"}";

    private WrittenHome home;

    @BeforeEach
    void writeServer(@TempDir Path folder) throws IOException {
        home = new WrittenHome(folder).with("appsettings.json", file("server"));
    }

    private static String file(String name) {
        return "{" + MAIL.formatted(name) + "}";
    }

    private String host(String sender) {
        return ((Delivery.Smtp) home.load().of(sender).delivery()).host();
    }

    @Nested
    class AFile {
        @ParameterizedTest
        @ValueSource(strings = {"ops", "OPS", "hr-eu", "hr_eu", "7"})
        void addsASenderOfItsName(String name) throws Exception {
            home.with("appsettings." + name + ".json", file("relay"));
            assertTrue(home.load().has(name));
            assertEquals(3, home.load().names().size());
            assertEquals("relay", host(name));
            assertEquals("server", host("server"));
        }

        @ParameterizedTest(name = "F7: {0}")
        @CsvSource({"HR_EU_MailSettings_Host, HR_EU__MailSettings__Host", "hr_eu__MailSettings_Host, hr_eu__MailSettings__Host",
            "HR_EU_MailSettings:Port, HR_EU__MailSettings__Port"})
        void warnsOfAVariableThatIsAlmostItsOwn(String name, String proper) throws Exception {
            home.with("appsettings.hr-eu.json", file("relay")).variable(name, "25").variable("HR_EU__MailSettings__Port", "25");
            assertEquals(List.of("environment variable " + name + " has no effect: write " + proper),
                    home.load().of("hr-eu").warnings());
            assertEquals(List.of(), home.load().of("server").warnings());
        }

        @ParameterizedTest
        @ValueSource(strings = {
            "appsettings.Development.json", "appsettings.Staging.json", "appsettings.Production.json",
            "appsettings.development.json", "appsettings.encrypted.json", "appsettings.connection.json",
            "appsettings.encrypted.agent.json", "appsettings.cyberArk.agent.json", "appsettings.agent.Development.json",
            "appsettings.server.json", "appsettings..json", "appsettings.two words.json", "appsettings.ops.json.bak",
            "my.appsettings.ops.json", "appsettings.ops.yaml"
        })
        void ofTheProductOrOfNoFittingNameIsNoSender(String name) throws Exception {
            home.with(name, file("server"));
            assertEquals(List.of("agent", "server"), home.load().names());
        }

        @Test
        void namedLikeTheEnvironmentIsALayerAndNoSender() throws Exception {
            home.with("appsettings.Test.json", file("layer")).variable("DOTNET_ENVIRONMENT", "test");
            assertEquals(List.of("agent", "server"), home.load().names());
        }

        @ParameterizedTest
        @ValueSource(strings = {"{}", "{\"Notes\": 1}", "{\"MailSettings\": {}}", "{\"MailSettings\": \"none\"}",
            "{\"PasswordResetSettings\": {\"MailSettings\": {\"Host\": \"h\"}}}"})
        void withoutMailSettingsIsNoSender(String json) throws Exception {
            home.with("appsettings.ops.json", json);
            assertEquals(List.of("agent", "server"), home.load().names());
        }

        @Test
        void hasItsOwnLayer() throws Exception {
            home.with("appsettings.ops.json", file("ops"))
                    .with("appsettings.ops.Production.json", "{\"MailSettings\": {\"Host\": \"layer\"}}");
            assertEquals("layer", host("ops"));
            assertEquals(List.of("agent", "ops", "server"), home.load().names());
        }

        @Test
        void withAFaultStopsTheWholeStart() throws Exception {
            home.with("appsettings.ops.json", "{\"MailSettings\": {\"Host\": \"h\"}}");
            home.with("appsettings.hr.json", "no JSON");
            List<Fault> faults = assertThrows(InvalidSettingsException.class, home::load).faults();
            assertEquals(
                    List.of(home.file("appsettings.hr.json").toString(), home.file("appsettings.ops.json").toString()),
                    faults.stream().map(Fault::where).toList());
        }

        @Test
        void isWatchedWithItsLayer() throws Exception {
            home.with("appsettings.ops.json", file("ops"));
            List<Path> files = home.loader().files();
            for (String name : List.of("", ".agent", ".ops")) {
                assertTrue(files.contains(home.file("appsettings" + name + ".json")), files.toString());
                assertTrue(files.contains(home.file("appsettings" + name + ".Production.json")), files.toString());
            }
        }
    }

    @Nested
    class AVariable {
        @ParameterizedTest(name = "{0} changes {1}")
        @CsvSource({
            "OPS__MailSettings__Host,   variable, server, server",
            "ops__mailsettings__host,   variable, server, server",
            "HR_EU__MailSettings__Host, ops,      hr-eu,  variable",
            "MailSettings__Host,        ops,      server, variable",
            "OPS__MailSettings__Port,   ops,      server, server"
        })
        void concernsOnlyTheSenderItNames(String name, String ops, String other, String host) throws Exception {
            home.with("appsettings.ops.json", file("ops")).with("appsettings.hr-eu.json", file("hr-eu"));
            home.variable(name, name.endsWith("Port") ? "2525" : "variable");
            assertEquals(ops, host("ops"));
            assertEquals(host, host(other));
        }

        @Test
        void ofASenderIsItsOrigin() throws Exception {
            home.with("appsettings.ops.json", file("ops")).variable("OPS__MailSettings__Host", "variable");
            assertEquals("Host is a server (environment variable OPS__MailSettings__Host)",
                    home.load().of("ops").reason());
        }
    }

    @Nested
    class TheAgent {
        private static final String RESET =
                "{\"PasswordResetSettings\": {" + MAIL + "}, " + MAIL.replace("1$", "2$") + "}";

        @Test
        void takesTheResetSectionOfItsOwnFileFirst() throws Exception {
            home.with("appsettings.json", RESET.formatted("server-reset", "server"))
                    .with("appsettings.agent.json", RESET.formatted("own-reset", "own"));
            assertEquals("own-reset", host("agent"));
        }

        @Test
        void takesTheMailSettingsOfItsOwnFileSecond() throws Exception {
            home.with("appsettings.json", RESET.formatted("server-reset", "server"))
                    .with("appsettings.agent.json", file("own"));
            assertEquals("own", host("agent"));
        }

        @Test
        void takesTheResetSectionOfTheServersFileThird() throws Exception {
            home.with("appsettings.json", RESET.formatted("server-reset", "server"))
                    .with("appsettings.agent.json", "{\"Notes\": 1}");
            assertEquals("server-reset", host("agent"));
        }

        @Test
        void takesTheServersSettingsLast() throws Exception {
            home.with("appsettings.agent.json", "{\"PasswordResetSettings\": {\"MailSettings\": {}}}");
            assertEquals("server", host("agent"));
        }

        @Test
        void takesASectionWholeAndFillsNothingIn() throws Exception {
            home.with("appsettings.agent.json", "{\"MailSettings\": {\"Host\": \"own\"}}");
            assertEquals("MailSettings:FromAddress",
                    assertThrows(InvalidSettingsException.class, home::load).faults().get(0).thing());
        }
    }
}
