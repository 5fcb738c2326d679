// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.notificationgateway.acceptance.Reload.SERVER;
import static org.notificationgateway.acceptance.Reload.REFUSED;
import static org.notificationgateway.acceptance.Reload.assertHealthy;
import static org.notificationgateway.acceptance.Reload.mails;
import static org.notificationgateway.acceptance.Reload.pickup;
import static org.notificationgateway.acceptance.Reload.post;
import static org.notificationgateway.acceptance.Reload.ready;
import static org.notificationgateway.acceptance.Reload.request;
import static org.notificationgateway.acceptance.Reload.save;
import static org.notificationgateway.acceptance.Reload.section;
import static org.notificationgateway.acceptance.Reload.senders;
import static org.notificationgateway.acceptance.Reload.soon;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.notificationgateway.support.TestGateway;
import org.notificationgateway.support.TestHome;

/** Lets an operator edit settings while mail flows: a good edit holds at once, a bad one changes nothing but health. */
class SettingsReloadTest {
    @TempDir
    private Path folder;

    private TestHome home;

    @BeforeEach
    void makeHome() {
        home = new TestHome(folder).set("gateway.settings-interval", "100ms").server(pickup("data/first"));
    }

    @Test
    void anotherPickupDirectoryHoldsWithoutARestart() throws Exception {
        try (TestGateway gateway = TestGateway.start(home)) {
            assertEquals(202, post(gateway, "server"));
            soon().until(() -> mails(home, "data/first") == 1);
            save(home, SERVER, section(pickup("data/second")));
            soon().until(() -> senders(gateway).of("server").delivery().describe().endsWith("data/second"));
            assertEquals(202, post(gateway, "server"));
            soon().until(() -> mails(home, "data/second") == 1);
            assertEquals(1, mails(home, "data/first"));
            assertHealthy(gateway);
        }
    }

    @Test
    void aHostInsteadOfAPickupDirectoryHoldsWithoutARestart() throws Exception {
        GreenMail smtp = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        smtp.start();
        try (TestGateway gateway = TestGateway.start(home)) {
            save(home, SERVER, section("{ \"FromAddress\": \"new@contoso.com\", \"Host\": \"127.0.0.1\", \"Port\": "
                    + smtp.getSmtp().getPort() + " }"));
            soon().until(() -> senders(gateway).of("server").delivery().method().equals("SMTP"));
            assertEquals(202, post(gateway, "server"));
            soon().until(() -> smtp.getReceivedMessages().length == 1);
            assertEquals("new@contoso.com", smtp.getReceivedMessages()[0].getFrom()[0].toString());
        } finally {
            smtp.stop();
        }
    }

    @Test
    void aTighterPolicyHoldsForTheNextRequest() throws Exception {
        try (TestGateway gateway = TestGateway.start(home)) {
            save(home, SERVER, section(pickup("data/first").replace("}", ", \"AllowedDomains\": \"allowed.example\" }")));
            soon().until(() -> gateway.post(request("server")).body().contains("not in AllowedDomains"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "{ \"MailSettings\": { \"FromAddress\": ",
        "{ \"MailSettings\": { \"FromAddress\": \"nobody\", \"PickupDirectory\": \"data/second\" } }",
        "{ \"MailSettings\": { \"FromAddress\": \"a@contoso.com\", \"PickupDirectory\": \"/no/such/directory\" } }",
        "{ }"})
    void aBadEditIsRefusedAndTheOldSettingsGoOn(String bad) throws Exception {
        String good = Files.readString(home.path(SERVER));
        try (TestGateway gateway = TestGateway.start(home)) {
            assertHealthy(gateway);
            save(home, SERVER, bad);
            soon().until(() -> ready(gateway).contains(REFUSED));
            assertEquals(200, gateway.manage("/observe/health/ready?data=true").statusCode());
            assertEquals(202, post(gateway, "server"));
            soon().until(() -> mails(home, "data/first") == 1);

            save(home, SERVER, good);
            soon().until(() -> !ready(gateway).contains(REFUSED));
            assertEquals(202, post(gateway, "server"));
            soon().until(() -> mails(home, "data/first") == 2);
        }
    }

    @Test
    void aDeletedFileIsRefusedAsWell() throws Exception {
        String good = Files.readString(home.path(SERVER));
        try (TestGateway gateway = TestGateway.start(home)) {
            Files.delete(home.path(SERVER));
            soon().until(() -> ready(gateway).contains(REFUSED));
            assertEquals(202, post(gateway, "server"));
            save(home, SERVER, good);
            soon().until(() -> !ready(gateway).contains(REFUSED));
        }
    }
}
