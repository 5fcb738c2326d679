// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.notificationgateway.settings.Delivery;
import org.notificationgateway.settings.Senders;
import org.notificationgateway.support.TestGateway;
import org.notificationgateway.support.TestHome;

/** A password can stay where Camel finds it, a property or a vault, and out of the settings file. */
class PasswordPlaceholderIT {
    @TempDir
    private Path folder;

    @Test
    void comesFromCamelsProperties() {
        TestHome home = new TestHome(folder)
                .set("smtp.secret", "from-camel")
                .server(settings("{{smtp.secret}}"));
        try (TestGateway gateway = TestGateway.start(home)) {
            Senders senders = gateway.bean("senders", Senders.class);
            Delivery.Smtp server = (Delivery.Smtp) senders.of("server").delivery();
            assertEquals("from-camel", server.credentials().password());
            assertTrue(senders.of("server").warnings().stream().noneMatch(w -> w.contains("clear text: PasswordFile")));
        }
    }

    @Test
    void isAFaultWhenCamelDoesNotKnowIt() {
        TestHome home = new TestHome(folder).server(settings("{{no.such.secret}}"));
        String refusal = String.valueOf(assertThrows(RuntimeException.class, () -> TestGateway.start(home)).getMessage());
        assertTrue(refusal.contains("MailSettings:Password is a placeholder that cannot be resolved"), refusal);
    }

    private static String settings(String password) {
        return "{ \"FromAddress\": \"a@contoso.com\", \"Host\": \"127.0.0.1\", \"UserName\": \"u\", \"Password\": \""
                + password + "\" }";
    }
}
