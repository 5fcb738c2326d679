// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.settings;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
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
import org.junit.jupiter.params.provider.CsvSource;

/** An operator copies the product's settings unchanged, so its documentation's blocks stand here as printed. */
class SendersLoaderTest {
    private static final String SERVER_SMTP = """
            {
              "License": "…",
              "MailSettings": {
                "Host": "smtp.contoso.com",
                "FromAddress": "no-reply@contoso.com"
              }
            }
            """;
    private static final String AGENT_SMTP = """
            {
              "MailSettings": {
                "FromAddress": "no-reply@contoso.com",
                "Host":"smtp.contoso.com",
                "Port":993,
                "Username": "contosousercube",
                "Password": "secret"
              }
            }
            """;
    private static final String AGENT_PICKUP = """
            {
              "MailSettings": {
                "FromAddress": "no-reply@contoso.com",
                "UseSpecifiedPickupDirectory": true,
                "PickupDirectory": "C:/Temp/identitymanagerContosoPickup",
              }
            }
            """;

    private SettingsHome home;

    @BeforeEach
    void makeHome(@TempDir Path folder) throws IOException {
        home = new SettingsHome(folder);
    }

    @Nested
    class TheBlocksOfTheDocumentation {
        @Test
        void letTheServerSendOverSmtp() throws Exception {
            Senders senders = home.server(SERVER_SMTP).load();
            var smtp = new Delivery.Smtp("smtp.contoso.com", 25, SecureSocketOption.AUTO, null);
            assertAll(
                    () -> assertEquals("no-reply@contoso.com", senders.of("server").fromAddress()),
                    () -> assertEquals(smtp, senders.of("server").delivery()),
                    () -> assertEquals(smtp, senders.of("agent").delivery(), "the agent has none of its own"));
        }

        @Test
        void letTheAgentSendOverSmtpWithItsPortAndPassword() throws Exception {
            Senders senders = home.server(SERVER_SMTP).agent(AGENT_SMTP).load();
            assertEquals(
                    new Delivery.Smtp("smtp.contoso.com", 993, SecureSocketOption.AUTO,
                            new Delivery.Credentials("contosousercube", "secret")),
                    senders.of("agent").delivery());
        }

        @Test
        void letTheAgentUseAPickupDirectory() throws Exception {
            Senders senders = home.server(SERVER_SMTP).agent(AGENT_PICKUP).load();
            var pickup = (Delivery.Pickup) senders.of("agent").delivery();
            assertEquals(Path.of("C:/Temp/identitymanagerContosoPickup"), pickup.directory());
            assertFalse(pickup.directory().isAbsolute() && Path.of("/").isAbsolute(), "no path of this system");
        }

        @Test
        void giveTwoSendersTwoDeliveriesAtOnce() throws Exception {
            Senders senders = home.server(SERVER_SMTP).agent(AGENT_PICKUP).load();
            assertEquals(List.of("agent", "server"), senders.names());
            assertEquals("SMTP", senders.of("server").delivery().method());
            assertEquals("PICKUP", senders.of("agent").delivery().method());
        }
    }

    @Nested
    class TheAgent {
        private static final String RESET = ", \"PasswordResetSettings\": {\"MailSettings\": %s}";
        private static final String FROM = "{\"FromAddress\": \"%s@contoso.com\", \"Host\": \"h\"}";

        @ParameterizedTest(name = "own: {0} {1}, server''s: {2} gives {3}")
        @CsvSource({
            "true, true, true, own-reset", "true, false, false, own-reset", "false, true, true, own-mail",
            "false, true, false, own-mail", "false, false, true, server-reset", "false, false, false, server-mail"
        })
        void takesTheFirstSectionThereIs(boolean ownReset, boolean ownMail, boolean serverReset, String from)
                throws Exception {
            home.server(file(serverReset ? "server-reset" : null, "server-mail"));
            home.agent(file(ownReset ? "own-reset" : null, ownMail ? "own-mail" : null));
            assertEquals(from + "@contoso.com", home.load().of("agent").fromAddress());
            assertEquals("server-mail@contoso.com", home.load().of("server").fromAddress());
        }

        @Test
        void fileOfTheMigrationGuideIsWarnedAbout() throws Exception {
            home.server(file(null, "server-mail"));
            assertEquals(List.of(), home.load().of("agent").warnings());
            Path misspelt = Files.writeString(home.file("appsettings-agent.json"), file(null, "own-mail"));
            assertEquals("server-mail@contoso.com", home.load().of("agent").fromAddress());
            assertEquals(List.of(misspelt + " is not read: the agent's settings are read from appsettings.agent.json"),
                    home.load().of("agent").warnings());
        }

        private static String file(String reset, String mail) {
            return "{\"Other\": {}"
                    + (reset == null ? "" : RESET.formatted(FROM.formatted(reset)))
                    + (mail == null ? "" : ", \"MailSettings\": " + FROM.formatted(mail)) + "}";
        }
    }

    @Nested
    class AnEnvironmentVariable {
        @Test
        void winsOverTheFileInAnyLetterCase() throws Exception {
            home.server(SERVER_SMTP).environment("MailSettings__Host", "relay.contoso.com")
                    .environment("MAILSETTINGS__PORT", "2525");
            MailSettings settings = home.load().of("server");
            assertEquals(new Delivery.Smtp("relay.contoso.com", 2525, SecureSocketOption.AUTO, null),
                    settings.delivery());
            assertEquals("Host is a server (environment variable MailSettings__Host)", settings.reason());
        }

        @Test
        void setsTheAgentsOwnSection() throws Exception {
            home.server(SERVER_SMTP)
                    .environment("PasswordResetSettings__MailSettings__FromAddress", "reset@contoso.com")
                    .environment("PasswordResetSettings__MailSettings__PickupDirectory", "reset");
            assertEquals(new Delivery.Pickup(home.path("reset")), home.load().of("agent").delivery());
            assertEquals("SMTP", home.load().of("server").delivery().method());
        }

        @Test
        void ofTheServerMakesNoSectionOfTheAgentsFile() throws Exception {
            home.server(SERVER_SMTP).agent("{\"OpenId\": {}}").environment("MailSettings__Host", "relay.contoso.com");
            assertEquals(home.load().of("server").delivery(), home.load().of("agent").delivery());
        }

        @Test
        void withAnotherNameIsIgnored() throws Exception {
            home.server(SERVER_SMTP).environment("MailSettings_Host", "x").environment("Host", "x")
                    .environment("__", "x");
            assertTrue(home.load().of("server").delivery().describe()
                    .startsWith("SMTP server smtp.contoso.com, port 25"));
        }
    }

    @Nested
    class ASenderNobodyConfigured {
        @Test
        void isNamedWithThoseThatAre() throws Exception {
            Senders senders = home.server(SERVER_SMTP).load();
            assertFalse(senders.has("hr"));
            assertEquals("no sender 'hr' is configured: expected one of [agent, server]",
                    assertThrows(IllegalArgumentException.class, () -> senders.of("hr")).getMessage());
        }
    }
}
