// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.trials;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.notificationgateway.support.TestHome;

/** A gateway whose journal somebody removes under its hands does not go on accepting mail that no disk has. */
class RemovedDataIT {
    @TempDir
    private Path folder;

    @Test
    void nothingIsAcceptedOnceTheJournalIsGone() throws Exception {
        Oracle oracle = new Oracle();
        try (CollectingSmtpServer smtp = new CollectingSmtpServer(oracle).answer(CollectingSmtpServer.Answer.DEFER)) {
            TestHome home = TrialGateway.home(folder.resolve("home"), smtp);
            TrialClient client = new TrialClient(home);
            List<Integer> answers = new ArrayList<>();
            try (TrialGateway gateway = TrialGateway.start(home, "").awaitStart()) {
                assertEquals(202, client.post(oracle, new TrialMail("before", 1024)));
                new DataFolder(home.path("data")).remove("broker");
                boolean noticed = true;
                try {
                    await().atMost(Duration.ofSeconds(15)).pollInterval(Duration.ofMillis(500)).until(() -> {
                        answers.add(client.post(oracle, new TrialMail("after-" + answers.size(), 1024)));
                        return !gateway.isAlive() || answers.get(answers.size() - 1) != 202 && !client.isReady();
                    });
                } catch (ConditionTimeoutException e) {
                    noticed = false;
                }
                System.out.println("data/broker removed while running: answers " + answers + ", "
                        + (gateway.isAlive() ? client.health() : "ended with exit code " + gateway.exit())
                        + ", errors " + gateway.lines("ERROR").stream().limit(3).toList());
                assertTrue(noticed, "15 seconds later it still says " + answers.get(answers.size() - 1));
                assertFalse(gateway.lines("ERROR").isEmpty(), gateway.output());
            }
        }
    }
}
