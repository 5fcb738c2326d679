// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.acceptance;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.notificationgateway.support.ExternalBroker;
import org.notificationgateway.support.ReceivedMail;
import org.notificationgateway.support.ScriptedSmtpServer;
import org.notificationgateway.support.TestGateway;
import org.notificationgateway.support.TestHome;

/** Two gateways that empty one queue share the work, and no mail goes out twice for it. */
class SharedQueueIT {
    private static final int MAILS = 100;

    @TempDir
    private Path folder;

    @Test
    @DisplayName("F22: two gateways on one queue and one SMTP server deliver each mail once")
    void deliversEachMailOnce() throws Exception {
        try (ExternalBroker broker = new ExternalBroker(folder);
                ScriptedSmtpServer smtp = new ScriptedSmtpServer()) {
            broker.start();
            try (TestGateway first = TestGateway.start(home("first", broker, smtp));
                    TestGateway second = TestGateway.start(home("second", broker, smtp))) {
                for (int i = 0; i < MAILS; i++) {
                    assertEquals(202, (i % 2 == 0 ? first : second).post(request(i)).statusCode());
                }
                await().atMost(Duration.ofSeconds(60)).until(() -> smtp.mails().size() >= MAILS);
                await().during(Duration.ofMillis(500)).until(() -> smtp.mails().size() == MAILS);
                Map<String, Integer> copies = new HashMap<>();
                for (byte[] mail : smtp.mails()) {
                    copies.merge(ReceivedMail.of(mail).message().getMessageID(), 1, Integer::sum);
                }
                assertEquals(MAILS, copies.size(), "each mail once");
                assertTrue(smtp.connections() >= 2, "both gateways had work");
            }
        }
    }

    private TestHome home(String name, ExternalBroker broker, ScriptedSmtpServer smtp) throws Exception {
        return new TestHome(Files.createDirectory(folder.resolve(name)))
                .server("{ \"FromAddress\": \"no-reply@contoso.com\", \"Host\": \"127.0.0.1\", \"Port\": "
                        + smtp.port() + ", \"SecureSocketOption\": \"None\" }")
                .set("gateway.broker.url", broker.url())
                .set("gateway.broker.username", ExternalBroker.USER)
                .set("gateway.broker.password", ExternalBroker.PASSWORD);
    }

    private static String request(int id) {
        return "{\"id\": \"" + id + "\", \"to\": \"ann@example.com\", \"subject\": \"s\", \"text\": \"t\"}";
    }
}
