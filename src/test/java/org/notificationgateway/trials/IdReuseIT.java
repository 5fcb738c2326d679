// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.trials;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.notificationgateway.support.TestHome;

/** An id that is used again swallows no mail: what is answered as accepted arrives, also after the ledger forgot the id. */
class IdReuseIT {
    private static final String ID = "used-again";

    @TempDir
    private Path folder;

    private final Oracle oracle = new Oracle();
    private CollectingSmtpServer smtp;
    private TestHome home;
    private TrialClient client;

    @BeforeEach
    void makeHome() throws Exception {
        smtp = new CollectingSmtpServer(oracle);
        home = TrialGateway.home(folder.resolve("home"), smtp);
        client = new TrialClient(home);
    }

    @AfterEach
    void hangUp() throws Exception {
        smtp.close();
    }

    @Test
    void otherContentAfterTheIdempotencyWindowAndAfterTheLedgerWasRemovedIsMailed() throws Exception {
        home.set("intake.idempotency-window", "2s");
        try (NextLife gateway = NextLife.start(home)) {
            post("first", gateway);
            long posted = System.nanoTime();
            await().atMost(Duration.ofSeconds(10)).until(() -> System.nanoTime() - posted > Duration.ofSeconds(3).toNanos());
            post("second", gateway);
        }
        home.set("intake.idempotency-window", "1d"); // so that it is the ledger alone that forgets
        DataFolder data = new DataFolder(home.path("data"));
        assertTrue(!data.ledger().isEmpty());
        DataFolder.deleteAll(data.ledger());
        try (NextLife gateway = NextLife.start(home)) {
            assertTrue(gateway.isAlive());
            post("third", gateway);
        }
    }

    /** A conflict would be an honest answer, too. */
    private void post(String mail, NextLife gateway) {
        int status = client.post(oracle, new TrialMail(mail, 1024), ID);
        Oracle.Verdict verdict = new Drain(Duration.ofSeconds(20), Duration.ofSeconds(4)).verdict(oracle, client, gateway::isAlive);
        System.out.println("id used again, " + mail + " mail: answer " + status + "; " + verdict);
        assertTrue(status == 202 || status == 200 || status == 409, "answer " + status);
        assertEquals(0, verdict.lost(), verdict.toString());
    }
}
