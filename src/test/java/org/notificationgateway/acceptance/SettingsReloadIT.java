// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.acceptance;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
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
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.notificationgateway.support.LogRecorder;
import org.notificationgateway.support.TestGateway;
import org.notificationgateway.support.TestHome;

/** Lets an operator edit settings while mail flows: a good edit holds at once, a bad one changes nothing but health. */
class SettingsReloadIT {
    private static final String LAYER = "config/appsettings.Production.json";
    private static final String CAUGHT =
            "{ \"CatchAllAddress\": \"qa@contoso.com\", \"AllowedDomains\": \"contoso.com\" }";

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
    void aLayerThatIsGoneForAWhileLetsNoMailReachWhomItKeptItFrom() throws Exception {
        home.write(LAYER, section(CAUGHT));
        try (TestGateway gateway = TestGateway.start(home); LogRecorder log = new LogRecorder("gateway.settings")) {
            Path aside = Files.move(home.path(LAYER), home.path("aside"));
            soon().until(() -> ready(gateway).contains(REFUSED));
            save(home, SERVER, section(pickup("data/second")));
            await().during(Duration.ofMillis(500)).until(() -> senders(gateway).of("server").policy().catchAllAddress() != null);
            assertEquals(202, post(gateway, "server"));
            soon().until(() -> mails(home, "data/first") == 1);
            assertTrue(eml().contains("To: qa@contoso.com"), "the mail went past the catch-all");
            assertEquals(1, log.lines().size(), () -> "once: " + log.lines());
            assertTrue(log.lines().get(0).startsWith("WARN") && log.lines().get(0).contains("appsettings.Production.json"));

            Files.move(aside, home.path(LAYER));
            soon().until(() -> senders(gateway).of("server").delivery().describe().endsWith("data/second"));
            assertEquals("qa@contoso.com", senders(gateway).of("server").policy().catchAllAddress());
            assertHealthy(gateway);
        }
        Files.delete(home.path(LAYER));
        try (TestGateway gateway = TestGateway.start(home)) { // which confirms it
            assertNull(senders(gateway).of("server").policy().catchAllAddress());
        }
    }

    @Test
    void aLooserPolicyIsToldWithTheDifference() throws Exception {
        home.write(LAYER, section(CAUGHT));
        try (TestGateway gateway = TestGateway.start(home); LogRecorder log = new LogRecorder("gateway.settings")) {
            save(home, LAYER, section("{ \"AllowedDomains\": \"contoso.com;example.com\" }"));
            soon().until(() -> senders(gateway).of("server").policy().catchAllAddress() == null);
            soon().until(() -> log.lines().size() >= 3);
            assertEquals(List.of(
                    "WARN gateway.settings sender agent: AllowedDomains is looser: was contoso.com, is contoso.com;example.com",
                    "WARN gateway.settings sender agent: CatchAllAddress is looser: was qa@contoso.com, is empty: mail goes to"
                            + " its own recipients"),
                    log.lines().stream().filter(line -> line.matches(".*sender agent: .* looser.*")).toList());
            assertTrue(log.lines().stream().anyMatch(line -> line.startsWith("WARN gateway.settings sender server: Catch")));
        }
    }

    private String eml() throws Exception {
        return Files.readString(home.files("data/first", ".eml").findFirst().orElseThrow());
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
