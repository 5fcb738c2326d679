// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.trials;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.notificationgateway.support.Effort;
import org.notificationgateway.support.TestHome;

/** Importance decides the order also where so many mails wait that the broker keeps most of them in page files. More: {@code -Ptrials}. */
class LanesIT {
    private static final int WAITING = Effort.of(2_500, 40_000);
    private static final int BYTES = Effort.of(16 * 1024, 1024); // of each: so few fill page files only if they are larger
    private static final int LOW = 500;
    private static final int WORKERS = 4;
    private static final int GROUP = 64;
    /** What the broker had handed over of the other lane when the server came: with the workers, and for two commits. */
    private static final int IN_HAND = WORKERS + 2 * GROUP;
    /** Each lane looks every 50 ms whether a pause is over: what goes meanwhile, at 3,000 mails a second. */
    private static final int MEANWHILE = 150;
    private static final int LOOKED_AT = 1_000; // of the first to arrive, while there are low ones

    @TempDir
    private Path folder;

    @Test
    void anUrgentMailOvertakesAllThatWaitAndEveryTenthIsALowOne() throws Exception {
        Oracle oracle = new Oracle();
        try (CollectingSmtpServer smtp = new CollectingSmtpServer(oracle).answer(CollectingSmtpServer.Answer.AWAY)) {
            TestHome home = TrialGateway.home(folder, smtp)
                    .set("outbox.consumers", "" + WORKERS).set("outbox.group-size", "" + GROUP);
            TrialClient client = new TrialClient(home);
            try (TrialGateway gateway = TrialGateway.start(home, "-Xmx256m").awaitStart()) {
                Backlog.fill(client, oracle, "normal", WAITING, BYTES);
                post(client, oracle, "low", IntStream.range(0, LOW).mapToObj(i -> new TrialMail("low-" + i, 100)).toList());
                int pages = new DataFolder(home.path("data/broker/paging")).find(".page").size();
                post(client, oracle, "high", List.of(new TrialMail("urgent", 1024)));
                double accepted = gateway.seconds();

                smtp.answer(CollectingSmtpServer.Answer.TAKE);
                await().atMost(Duration.ofMinutes(1)).until(() -> oracle.order().size() >= LOOKED_AT);
                List<String> first = oracle.order().subList(0, LOOKED_AT);
                int before = first.indexOf("urgent");
                long low = first.stream().filter(id -> id.startsWith("low-")).count();
                System.out.printf("lanes, %d mails wait, %d page files, accepted after %.0f s: %d arrived before the urgent one,"
                                + " %d of the first %d were low; after %.0f s %s%n",
                        WAITING, pages, accepted, before, low, LOOKED_AT, gateway.seconds(), Memory.of(gateway));
                assertAll(
                        () -> assertTrue(pages > 10, pages + " page files"),
                        () -> assertTrue(before >= 0 && before <= IN_HAND + MEANWHILE, before + " before the urgent one"),
                        () -> assertEquals(LOOKED_AT / 10.0, low, LOOKED_AT / 20.0),
                        () -> assertEquals(List.of(), oracle.verdict().altered()));
            }
        }
    }

    private static void post(TrialClient client, Oracle oracle, String importance, List<TrialMail> mails) {
        mails.forEach(oracle::offer);
        String array = mails.stream()
                .map(mail -> "{\"importance\":\"" + importance + "\"," + new String(mail.json(), US_ASCII).substring(1))
                .collect(Collectors.joining(",", "[", "]"));
        assertEquals(202, client.post(array.getBytes(US_ASCII)));
    }
}
