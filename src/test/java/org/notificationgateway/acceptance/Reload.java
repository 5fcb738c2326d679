// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.acceptance;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertFalse;

import jakarta.jms.ConnectionFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import org.awaitility.core.ConditionFactory;
import org.notificationgateway.settings.Senders;
import org.notificationgateway.support.Jms;
import org.notificationgateway.support.TestGateway;
import org.notificationgateway.support.TestHome;

/** What tests of edited settings do to a running gateway, and what they ask it. */
final class Reload {
    static final String OPS = "config/appsettings.ops.json";
    static final String SERVER = "config/appsettings.json";
    static final String REFUSED = "changed settings were refused";
    static final String WAITING = "mail waits for senders that are not configured";

    private Reload() {}

    static void assertHealthy(TestGateway gateway) {
        soon().until(() -> !ready(gateway).contains("warning"));
        assertFalse(ready(gateway).contains("DOWN"), "a check is down");
    }

    static String ready(TestGateway gateway) {
        return gateway.manage("/observe/health/ready?data=true").body();
    }

    static Senders senders(TestGateway gateway) {
        return gateway.bean("senders", Senders.class);
    }

    static int post(TestGateway gateway, String sender) {
        return gateway.post(request(sender)).statusCode();
    }

    static String request(String sender) {
        return "{\"sender\": \"" + sender + "\", \"to\": \"ann@example.com\", \"subject\": \"s\", \"text\": \"t\"}";
    }

    static long mails(TestHome home, String directory) {
        return home.files(directory, ".eml").count();
    }

    /** As a careful editor does: beside, then in one step. */
    static void save(TestHome home, String name, String text) throws IOException {
        Files.move(Files.writeString(home.path("edited"), text), home.path(name), StandardCopyOption.ATOMIC_MOVE);
    }

    static String section(String mailSettings) {
        return "{ \"MailSettings\": " + mailSettings + " }";
    }

    static String pickup(String directory) {
        return "{ \"FromAddress\": \"no-reply@contoso.com\", \"PickupDirectory\": \"" + directory + "\" }";
    }

    static String away() {
        return "{ \"FromAddress\": \"ops@contoso.com\", \"Host\": \"127.0.0.1\", \"Port\": " + TestHome.freePort() + " }";
    }

    static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(20));
    }

    static Jms jms(TestGateway gateway) {
        return new Jms(gateway.bean("connectionFactory", ConnectionFactory.class));
    }
}
