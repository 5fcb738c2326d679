// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.acceptance;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.notificationgateway.acceptance.Reload.OPS;
import static org.notificationgateway.acceptance.Reload.WAITING;
import static org.notificationgateway.acceptance.Reload.assertHealthy;
import static org.notificationgateway.acceptance.Reload.away;
import static org.notificationgateway.acceptance.Reload.jms;
import static org.notificationgateway.acceptance.Reload.mails;
import static org.notificationgateway.acceptance.Reload.pickup;
import static org.notificationgateway.acceptance.Reload.post;
import static org.notificationgateway.acceptance.Reload.ready;
import static org.notificationgateway.acceptance.Reload.save;
import static org.notificationgateway.acceptance.Reload.section;
import static org.notificationgateway.acceptance.Reload.senders;
import static org.notificationgateway.acceptance.Reload.soon;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.notificationgateway.support.TestGateway;
import org.notificationgateway.support.TestHome;

/** Lets a sender come and go with its file while the gateway runs: none of its mail is lost, no other waits. */
class SenderReloadIT {
    @TempDir
    private Path folder;

    private TestHome home;

    @BeforeEach
    void makeHome() {
        home = new TestHome(folder).set("gateway.settings-interval", "100ms").server(pickup("data/first"));
    }

    @Test
    void aNewFileIsANewSenderAndItsMailWaitsWhileTheFileHasNoSectionForIt() throws Exception {
        try (TestGateway gateway = TestGateway.start(home)) {
            assertEquals(422, post(gateway, "ops"));
            save(home, OPS, section(pickup("data/ops")));
            soon().until(() -> senders(gateway).has("ops"));
            assertEquals(202, post(gateway, "ops"));
            soon().until(() -> mails(home, "data/ops") == 1);

            // A server that is away keeps the next one waiting.
            save(home, OPS, section(away()));
            soon().until(() -> senders(gateway).of("ops").delivery().method().equals("SMTP"));
            assertEquals(202, post(gateway, "ops"));
            save(home, OPS, "{ \"Note\": \"moved\" }");
            soon().until(() -> !senders(gateway).has("ops"));
            assertEquals(422, post(gateway, "ops"));
            soon().until(() -> ready(gateway).contains(WAITING) && ready(gateway).contains("notification.outbox.ops holds 1"));
            assertEquals(200, gateway.manage("/observe/health/ready?data=true").statusCode());
            assertEquals(202, post(gateway, "server"), "the others are not touched");
            soon().until(() -> mails(home, "data/first") == 1);
            await().during(Duration.ofMillis(700)).until(() -> ready(gateway).contains("notification.outbox.ops holds 1"));

            save(home, OPS, section(pickup("data/ops")));
            soon().until(() -> mails(home, "data/ops") == 2);
            assertHealthy(gateway);
            assertEquals(202, post(gateway, "ops"));
            soon().until(() -> mails(home, "data/ops") == 3);
            assertEquals(0, jms(gateway).browse("notification.dead").size());
        }
    }

    @Test
    void mailOfARemovedSenderWaitsAcrossARestart() throws Exception {
        save(home, OPS, section(away()));
        try (TestGateway gateway = TestGateway.start(home)) {
            assertEquals(202, post(gateway, "ops"));
        }
        Files.delete(home.path(OPS));
        try (TestGateway gateway = TestGateway.start(home)) {
            soon().until(() -> ready(gateway).contains(WAITING));
            save(home, OPS, section(pickup("data/ops")));
            soon().until(() -> mails(home, "data/ops") == 1);
            assertHealthy(gateway);
        }
    }
}
