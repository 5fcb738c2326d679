// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
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
}
