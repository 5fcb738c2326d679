// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.settings;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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

/** A wrong setting stops the start, so the operator must learn of all of them at once, and nobody of the password. */
class MailSettingsReaderTest {
    private static final String SMTP = "\"FromAddress\": \"a@contoso.com\", \"Host\": \"h\", ";
    private static final String PICKUP = "\"UseSpecifiedPickupDirectory\": ";
    private static final String FLAG = "UseSpecifiedPickupDirectory is true";

    private SettingsHome home;

    @BeforeEach
    void makeHome(@TempDir Path folder) throws IOException {
        home = new SettingsHome(folder);
    }

    @Nested
    class ADelivery {
        @ParameterizedTest(name = "{0} is {1} because {2}")
        @CsvSource(delimiter = '|', quoteCharacter = '^', value = {
            "\"Host\": \"10.0.0.1\" | SMTP | Host is a server",
            "\"Host\": \"Mails\" | SMTP | Host is a server",
            "\"Host\": \"h\", \"PickupDirectory\": \"p\" | SMTP | Host is a server",
            "\"Host\": \"h\", " + PICKUP + "false | SMTP | Host is a server",
            "\"Host\": \"h\", \"PickupDirectory\": \"p\", " + PICKUP + "true | PICKUP | " + FLAG,
            "\"PickupDirectory\": \"p\", \"Port\": \"x\", " + PICKUP + "\"True\" | PICKUP | " + FLAG,
            "\"Host\": \"/var/mails\", " + PICKUP + "true | PICKUP | " + FLAG,
            "\"Host\": \"../Mails\" | PICKUP | Host is a directory path",
            "\"Host\": \"\", \"PickupDirectory\": \"p\" | PICKUP | PickupDirectory is set and Host is not",
            "\"PickupDirectory\": \"p\" | PICKUP | PickupDirectory is set and Host is not"
        })
        void isChosenAsTheProductDoes(String keys, String method, String reason) throws Exception {
            home.server("{\"MailSettings\": {\"FromAddress\": \"a@b.c\", " + keys + "}}");
            MailSettings settings = home.load().of("server");
            assertEquals(method, settings.delivery().method());
            assertEquals(reason + " (" + home.file("appsettings.json") + ":1)", settings.reason());
        }

        @Test
        void resolvesItsDirectoryAgainstTheHome() throws Exception {
            home.server("{\"MailSettings\": {\"FromAddress\": \"a@b.c\", \"PickupDirectory\": \"x/../data/pickup\"}}");
            assertEquals(new Delivery.Pickup(home.path("data/pickup")), home.load().of("server").delivery());
        }

        @ParameterizedTest(name = "{0} is port {1}")
        @CsvSource(delimiter = '|', value = {
            "\"Port\": 587 | 587", "\"Port\": \"587\" | 587", "\"Port\": 0 | 25", "\"Port\": \"\" | 25",
            "\"Port\": null | 25", "\"Port\": 65535 | 65535", "\"SecureSocketOption\": \"SslOnConnect\" | 465",
            "\"SecureSocketOption\": \"sslonconnect\", \"Port\": 0 | 465", "\"SecureSocketOption\": \"StartTls\" | 25",
            "\"SecureSocketOption\": \"None\", \"Port\": 2525 | 2525"
        })
        void hasThePortOfItsOptionUnlessOneIsSet(String keys, int port) throws Exception {
            home.server("{\"MailSettings\": {" + SMTP + keys + "}}");
            assertEquals(port, ((Delivery.Smtp) home.load().of("server").delivery()).port());
        }
    }

    @Nested
    class AFault {
        @ParameterizedTest(name = "{0}")
        @CsvSource(delimiter = '|', quoteCharacter = '^', value = {
            "\"Host\": \"h\" | FromAddress is missing",
            "\"Host\": \"h\", \"FromAddress\": \" \" | FromAddress is missing",
            "\"Host\": \"h\", \"FromAddress\": \"nobody\" | FromAddress has no @",
            "\"FromAddress\": \"a@b.c\" | Host is missing",
            "\"FromAddress\": \"a@b.c\", \"Port\": 25 | Host is missing",
            "\"FromAddress\": \"a@b.c\", " + PICKUP + "true | PickupDirectory is missing",
            "\"FromAddress\": \"a@b.c\", \"Host\": \"smtp\", " + PICKUP + "true | PickupDirectory is missing",
            "\"FromAddress\": \"a@b.c\", \"PickupDirectory\": \"file:x\" | PickupDirectory is 'file:x'",
            "\"FromAddress\": \"a@b.c\", \"Host\": \"file://server/x\" | Host is 'file://server/x'",
            SMTP + "\"UseSpecifiedPickupDirectory\": \"yes\" | UseSpecifiedPickupDirectory is 'yes'",
            SMTP + "\"Port\": 65536 | Port is '65536'",
            SMTP + "\"Port\": -1 | Port is '-1'",
            SMTP + "\"Port\": \"smtp\" | Port is 'smtp'",
            SMTP + "\"Port\": 25.5 | Port is '25.5'",
            SMTP + "\"SecureSocketOption\": \"Tls\" | SecureSocketOption is 'Tls'",
            SMTP + "\"UserName\": \"u\" | Password is missing",
            SMTP + "\"Password\": \"p\" | UserName is missing",
            SMTP + "\"MaxRecipients\": 0 | MaxRecipients is '0'",
            SMTP + "\"UseDefaultCredentials\": true | UseDefaultCredentials is true",
            SMTP + "\"CatchAllAddress\": \"everybody\" | CatchAllAddress has no @"
        })
        void namesTheSettingAndWhatWasSeen(String keys, String fault) throws Exception {
            assertEquals(List.of("MailSettings:" + fault), home.server("{\"MailSettings\": {" + keys + "}}").faults());
        }

        @Test
        void hasFourParts() throws Exception {
            home.server("{\"MailSettings\": {" + SMTP + "\"Port\": 99999}}");
            assertEquals("MailSettings:Port is '99999': expected 1 to 65535, or 0 for the usual one ("
                    + home.file("appsettings.json") + ":1)", home.refusal().getMessage());
        }

        @Test
        void pointsToTheEnvironmentVariableThatCausedIt() throws Exception {
            home.server("{\"MailSettings\": {" + SMTP + "\"Port\": 25}}").environment("MailSettings__Port", "x");
            assertTrue(home.refusal().getMessage().endsWith("(environment variable MailSettings__Port)"));
        }
    }

    @Nested
    class ManyFaults {
        @Test
        void ofBothFilesAreToldAtOnce() throws Exception {
            home.server("""
                            {"MailSettings": {"FromAddress": "x", "Host": "h", "Port": "p", "SecureSocketOption": "s",
                             "UserName": "u"}}""")
                    .agent("{\"PasswordResetSettings\": {\"MailSettings\": {\"UseSpecifiedPickupDirectory\": true}}}");
            assertEquals(
                    List.of("MailSettings:FromAddress has no @", "MailSettings:SecureSocketOption is 's'",
                            "MailSettings:Port is 'p'",
                            "MailSettings:Password is missing",
                            "PasswordResetSettings:MailSettings:FromAddress is missing",
                            "PasswordResetSettings:MailSettings:PickupDirectory is missing"),
                    home.faults());
            assertEquals(6, home.refusal().getMessage().lines().count(), "one line each");
        }

        @Test
        void thatSpoilBothFilesAreToldAtOnce() throws Exception {
            List<Fault> faults = home.server("{").agent("[]").refusal().faults();
            assertEquals(List.of(home.file("appsettings.json").toString(),
                    home.file("appsettings.agent.json").toString()),
                    faults.stream().map(Fault::where).toList());
        }

        @Test
        void ofASectionThatBothSendersShareAreToldOnce() throws Exception {
            assertEquals(List.of("MailSettings:Host is missing"),
                    home.server("{\"MailSettings\": {\"FromAddress\": \"a@b.c\"}}").faults());
        }
    }

    @Nested
    class APassword {
        @Test
        void standsInNoTextOfTheSettings() throws Exception {
            home.server("{\"MailSettings\": {" + SMTP + "\"UserName\": \"canary-user\", \"Password\": \"canary\"}}");
            Senders senders = home.load();
            MailSettings settings = senders.of("server");
            assertAll(
                    () -> assertFalse(settings.toString().contains("canary"), settings.toString()),
                    () -> assertFalse(senders.toString().contains("canary")),
                    () -> assertFalse(settings.delivery().describe().contains("canary")),
                    () -> assertEquals("SMTP server h, port 25, STARTTLS if offered, else clear text, logs in with user name"
                            + " and password", settings.delivery().describe()));
        }

        @ParameterizedTest(name = "{0}")
        @ValueSource(strings = {
            "\"UserName\": \"\", \"Password\": \"canary\"",
            "\"Password\": \"canary\", \"Port\": \"x\", \"FromAddress\": \"x\"",
            "\"Password\": \"canary\", \"password\": \"canary\"", "\"Password\": {\"File\": \"canary\"}, \"Port\": 1e9",
            "\"Password\": \"canary\" \"Host\"", "\"Password\": canary"
        })
        void standsInNoFault(String keys) throws Exception {
            String message = home.server("{\"MailSettings\": {\"Host\": \"h\", " + keys + "}}").refusal().getMessage();
            assertFalse(message.contains("canary"), message);
        }

        @Test
        void fromTheEnvironmentStandsInNoFaultEither() throws Exception {
            home.server("{\"MailSettings\": {\"Host\": \"h\"}}").environment("MailSettings__Password", "canary");
            assertEquals(List.of("MailSettings:FromAddress is missing", "MailSettings:UserName is missing"),
                    home.faults());
            assertFalse(home.refusal().getMessage().contains("canary"));
        }
    }
}
