// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.routes;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.notificationgateway.outbox.StoreUnavailableException;
import org.notificationgateway.support.CapturedLog;

/** Trouble behind the file door is told once, costs no file, and holds up nothing that could go on. */
class FileDoorTroubleTest extends FileDoor {
    private static final Duration MANY_LOOKS = Duration.ofMillis(700);

    FileDoorTroubleTest() {
        super("data/inbox");
    }

    @Test
    void anOutboxThatTakesNothingIsAskedOnceASecondAndThenGetsEveryFileOnce() throws Exception {
        AtomicBoolean away = new AtomicBoolean(true);
        AtomicInteger asked = new AtomicInteger();
        Set<String> files = IntStream.range(0, 20).mapToObj(i -> i + ".json").collect(Collectors.toSet());
        for (String file : files) {
            Files.writeString(inbox(file), REQUEST);
        }
        try (CapturedLog log = new CapturedLog("gateway.ingress")) {
            var intake = open(exchange -> {
                asked.incrementAndGet();
                if (away.get()) {
                    throw new StoreUnavailableException("the broker is away", null);
                }
                accept(exchange);
            });
            await().until(() -> asked.get() == 1);
            await().during(MANY_LOOKS).until(() -> asked.get() == 1 && names(inbox("")).equals(files));
            away.set(false);
            awaitOnly(".accepted", files.toArray(String[]::new));
            assertEquals(21, asked.get());
            assertEquals(20, intake.getExchanges().stream()
                    .map(exchange -> exchange.getVariable("defaultId", String.class)).distinct().count());
            assertEquals(List.of("ERROR file door pauses, files stay in the inbox: the broker is away",
                    "INFO file door goes on"), log.lines());
        }
    }

    @Test
    void aFileThatFailsForItselfHoldsUpNoOther() throws Exception {
        AtomicInteger failed = new AtomicInteger();
        try (CapturedLog log = new CapturedLog("gateway.ingress")) {
            open(exchange -> {
                if (new String((byte[]) exchange.getMessage().getBody()).equals("poison")) {
                    failed.incrementAndGet();
                    throw new IllegalStateException("a fault of ours");
                }
                accept(exchange);
            });
            Files.writeString(inbox("bad.json"), "poison");
            await().until(() -> failed.get() == 1);
            for (int i = 0; i < 10; i++) {
                drop(i + ".json");
            }
            await().until(() -> names(inbox(".accepted")).size() == 10);
            await().until(() -> failed.get() >= 2 && names(inbox("")).equals(Set.of("bad.json")));
            assertEquals(1, log.lines().size(), log.lines().toString());
            assertTrue(log.lines().get(0).contains("bad.json neither stored nor refused"), log.lines().toString());
        }
    }
}
