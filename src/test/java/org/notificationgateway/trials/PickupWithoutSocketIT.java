// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.trials;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.notificationgateway.delivery.PickupDialect;
import org.notificationgateway.support.DialectHome;
import org.notificationgateway.support.Effort;
import org.notificationgateway.support.ScriptedSmtpServer;
import org.notificationgateway.support.TestHome;

/**
 * From a file in the inbox to a file in the pickup directory no socket is opened and no name is looked up, in any dialect. The C library
 * tells: nothing in the program can open one without it.
 */
class PickupWithoutSocketIT {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final int MAILS = Effort.of(5, 20);

    @TempDir
    private Path folder;

    @Test
    void deliversWithoutASocket() throws Exception {
        Path sockets = folder.resolve("sockets");
        Map<String, String> environment = Map.of("TRIAL_SOCKETS", sockets.toString(),
                "LD_PRELOAD", PreloadedLibrary.build(folder, "sockets").toString());
        try (ScriptedSmtpServer smtp = new ScriptedSmtpServer()) {
            TestHome home = DialectHome.of(new TestHome(folder.resolve("home"), TrialGateway.DISTRIBUTION), "data/pickup");
            home.agent("{ \"FromAddress\": \"no-reply@contoso.com\", \"Host\": \"localhost\", \"Port\": " + smtp.port()
                    + ", \"SecureSocketOption\": \"None\" }");
            try (TrialGateway gateway = TrialGateway.start(List.of(), home, "", environment).awaitStart()) {
                assertTrue(gateway.isReady(), gateway.output());
                List<String> before = Files.readAllLines(sockets);
                assertTrue(before.contains("socket"), "the ports of the doors: " + before);
                for (PickupDialect dialect : PickupDialect.values()) {
                    String sender = DialectHome.sender(dialect);
                    for (int i = 0; i < MAILS; i++) {
                        drop(home, sender, i);
                    }
                    await().atMost(LONG).until(() -> home.files("data/pickup/" + sender, ".eml").count() == MAILS);
                }
                await().atMost(LONG).until(() -> gateway.output().lines().filter(line -> line.contains("handed over")).count() == 3 * MAILS);
                assertEquals(before, Files.readAllLines(sockets), "opened during the delivery");

                drop(home, "agent", 0); // shows that one would be seen
                await().atMost(LONG).until(() -> smtp.mails().size() == 1);
                List<String> after = Files.readAllLines(sockets).subList(before.size(), Files.readAllLines(sockets).size());
                assertTrue(after.containsAll(List.of("getaddrinfo", "socket", "connect")), after.toString());
                System.out.println("pickup: " + 3 * MAILS + " mails in three dialects, 0 sockets; a mail by SMTP: " + after);
            }
        }
    }

    private static void drop(TestHome home, String sender, int i) throws IOException {
        String request = "{\"sender\": \"%s\", \"to\": \"ann@example.com\", \"bcc\": \"hidden@example.com\", \"subject\": \"s\", \"text\": \"%d\"}"
                .formatted(sender, i);
        Path part = Files.writeString(home.path("data/inbox/" + sender + i + ".part"), request);
        Files.move(part, home.path("data/inbox/" + sender + i + ".json"), StandardCopyOption.ATOMIC_MOVE);
    }
}
