// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.notificationgateway.acceptance.Reload.OPS;
import static org.notificationgateway.acceptance.Reload.REFUSED;
import static org.notificationgateway.acceptance.Reload.pickup;
import static org.notificationgateway.acceptance.Reload.post;
import static org.notificationgateway.acceptance.Reload.ready;
import static org.notificationgateway.acceptance.Reload.save;
import static org.notificationgateway.acceptance.Reload.section;
import static org.notificationgateway.acceptance.Reload.senders;
import static org.notificationgateway.acceptance.Reload.soon;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.notificationgateway.support.FaultySmtpServer;
import org.notificationgateway.support.LogLines;
import org.notificationgateway.support.TestGateway;
import org.notificationgateway.support.TestHome;
import org.notificationgateway.support.TestKeys;

/** What is set of a sender's server beside its MailSettings is read anew with them, and holds without a restart. */
class ServerReloadIT {
    private static final String PROPERTIES = "config/application.properties";

    @TempDir
    private Path folder;

    @TempDir
    private Path keyFolder;

    private TestHome home;
    private String shipped;
    private int edits;

    /** Both files; the settings of senders are what is watched. */
    private void edit(String properties, int port, String security) throws Exception {
        Files.writeString(home.path(PROPERTIES), shipped + "\n" + properties);
        save(home, OPS, section("""
                { "FromAddress": "ops%d@contoso.com", "Host": "127.0.0.1", "Port": %d, "SecureSocketOption": "%s" }"""
                .formatted(++edits, port, security)));
    }

    private void taken(TestGateway gateway) {
        soon().until(() -> senders(gateway).has("ops") && senders(gateway).of("ops").fromAddress().startsWith("ops" + edits + "@"));
    }

    @Test
    void profileCertificateAndFallbackOfASenderThatAReloadBringsOrChanges() throws Exception {
        TestKeys keys = new TestKeys(keyFolder);
        Path certificate = keys.trusted("server");
        Path client = keys.trusted("client");
        home = new TestHome(folder).set("gateway.settings-interval", "100ms").server(pickup("data/first"))
                .set("delivery.first-pause", "100ms").set("delivery.longest-pause", "100ms")
                .set("delivery.smtp.trust", "config/trust.pem").write("config/trust.pem", keys.pem(certificate))
                .write("config/client.pem", keys.pem(client)).write("config/client.key", keys.keyPem(client))
                .write("config/profiles.yaml", "profiles:\n  slow: {connections: 1, mails-per-minute: 120}\n");
        shipped = Files.readString(home.path(PROPERTIES));
        List<Long> times = new CopyOnWriteArrayList<>();
        try (FaultySmtpServer plain = new FaultySmtpServer();
                FaultySmtpServer careful = new FaultySmtpServer().startTls(keys.caller(certificate)).demandingCertificate();
                LogLines log = LogLines.of("gateway.settings");
                TestGateway gateway = TestGateway.start(home)) {
            plain.on((session, command) -> {
                if (command.startsWith("MAIL")) {
                    times.add(System.nanoTime());
                }
                return null;
            });
            edit("delivery.smtp.ops.profile = slow\ndelivery.max-age = 2d", plain.port(), "None");
            taken(gateway);
            assertTrue(log.lines().stream().anyMatch(line -> line.contains("delivery.max-age hold after a restart")), log.lines()::toString);
            mails(gateway, plain, 4);
            assertTrue(seconds(times) > 1.4, seconds(times) + " s for four places of half a second");

            times.clear();
            edit("", plain.port(), "None");
            taken(gateway);
            mails(gateway, plain, 20);
            assertTrue(seconds(times) < 8, seconds(times) + " s, and ten with the profile");

            edit("delivery.smtp.ops.profile = fast", plain.port(), "None");
            soon().until(() -> ready(gateway).contains(REFUSED) && ready(gateway).contains("delivery.smtp.ops.profile"));
            mails(gateway, plain, 1);

            edit("delivery.smtp.ops.client-certificate = config/client.pem\ndelivery.smtp.ops.client-key = config/client.key",
                    careful.port(), "StartTls");
            taken(gateway);
            mails(gateway, careful, 1);

            edit("delivery.smtp.ops.fallback.host = 127.0.0.1\ndelivery.smtp.ops.fallback.secure-socket-option = None\n"
                    + "delivery.smtp.ops.fallback.after = 1ms\ndelivery.smtp.ops.fallback.port = " + plain.port(),
                    TestHome.freePort(), "None");
            taken(gateway);
            mails(gateway, plain, 1);
        }
    }

    private static void mails(TestGateway gateway, FaultySmtpServer server, int count) {
        int before = server.mails();
        for (int i = 0; i < count; i++) {
            assertEquals(202, post(gateway, "ops"));
        }
        soon().until(() -> server.mails() == before + count);
    }

    private static double seconds(List<Long> times) {
        return (times.get(times.size() - 1) - times.get(0)) / 1e9;
    }
}
