// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.mail;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.notificationgateway.mail.MemoryBudget.Share;

class MemoryBudgetTest {
    private static final int MB = 1_048_576;
    private static final Duration LONG = Duration.ofSeconds(30);

    private final MemoryBudget budget = new MemoryBudget(16 * MB); // 2 for small ones, 6 that arrive, 8 that are worked on
    private final ExecutorService others = Executors.newCachedThreadPool();

    @AfterEach
    void end() {
        others.shutdownNow();
    }

    @Nested
    class WithoutWaiting {
        @Test
        void asMuchIsTakenAsThereIs() {
            Share first = arriving(4 * MB);
            assertFalse(budget.arriving().grow(3 * MB));
            assertTrue(budget.arriving().grow(2 * MB));
            first.close();
            assertTrue(budget.arriving().grow(4 * MB));
        }

        @Test
        void oneThatIsLargerThanAllIsLetInAlone() {
            Share whale = arriving(100L * MB);
            assertFalse(budget.arriving().grow(MB));
            whale.close();
            Share other = arriving(MB);
            assertFalse(budget.arriving().grow(100L * MB));
            other.close();
            assertTrue(budget.arriving().grow(Long.MAX_VALUE / 2));
        }

        @Test
        void aShareGrowsWhileThereIsRoom() {
            Share share = budget.arriving();
            for (int i = 0; i < 5; i++) {
                assertTrue(share.grow(MB));
            }
            arriving(MB);
            assertFalse(share.grow(MB), "all is taken");
            share.close();
            assertTrue(budget.arriving().grow(5 * MB), "and it gave back what it had");
        }

        @Test
        void smallOnesHaveRoomOfTheirOwn() {
            arriving(6 * MB);
            for (int i = 0; i < 8; i++) {
                assertTrue(budget.arriving().grow(MB / 4));
            }
            assertFalse(budget.arriving().grow(MB / 4));
        }

        @Test
        void aSmallOneThatGrowsMovesToTheLargeOnes() {
            List<Share> grown = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                Share share = arriving(MB / 4);
                assertTrue(share.grow(MB * 3 / 4));
                grown.add(share);
            }
            assertFalse(arriving(MB / 4).grow(MB), "there is none left");
            assertTrue(budget.arriving().grow(MB / 4), "but for small ones");
            grown.forEach(Share::close);
            assertTrue(budget.arriving().grow(6 * MB));
        }

        @Test
        void whatArrivesLeavesRoomForWork() {
            arriving(6 * MB);
            assertTrue(budget.working().grow(8 * MB));
        }
    }

    @Nested
    class GivingBack {
        @Test
        void twiceCountsOnce() {
            Share share = arriving(4 * MB);
            arriving(2 * MB);
            share.close();
            share.close();
            assertTrue(budget.arriving().grow(4 * MB));
            assertFalse(budget.arriving().grow(MB));
        }

        @Test
        void endsAShare() {
            Share share = arriving(MB);
            share.close();
            assertFalse(share.grow(MB));
            assertTrue(budget.arriving().grow(6 * MB), "nothing was taken");
        }
    }

    @Nested
    class Waiting {
        @Test
        void endsWhenThereIsRoom() throws Exception {
            Share first = working(8 * MB);
            CompletableFuture<Boolean> second = later(budget.working(), 2 * MB);
            await().during(Duration.ofMillis(100)).until(() -> !second.isDone());
            first.close();
            assertTrue(second.get());
        }

        @Test
        void endsInTime() throws Exception {
            working(8 * MB);
            assertFalse(budget.working().grow(MB, Duration.ofMillis(50), () -> false));
        }

        @Test
        void endsWhenItIsOver() throws Exception {
            working(8 * MB);
            assertFalse(budget.working().grow(MB, LONG, () -> true));
        }

        @Test
        void canBeInterrupted() {
            working(8 * MB);
            CompletableFuture<Boolean> waits = later(budget.working(), MB);
            others.shutdownNow();
            assertThrows(ExecutionException.class, waits::get);
            assertEquals(InterruptedException.class, assertThrows(ExecutionException.class, waits::get).getCause().getClass());
        }

        @Test
        void needsNoThread() {
            Share first = working(8 * MB);
            List<String> granted = new CopyOnWriteArrayList<>();
            Share second = budget.working();
            assertFalse(second.growLater(6 * MB, () -> granted.add("second")));
            assertFalse(budget.working().growLater(MB, () -> granted.add("third")));
            first.close();
            assertEquals(List.of("second", "third"), granted);
            assertFalse(budget.working().grow(2 * MB), "both hold what they waited for");
            second.close();
            assertTrue(budget.working().grow(7 * MB));
        }

        @Test
        void endsWithTheShare() {
            Share first = working(8 * MB);
            List<String> granted = new CopyOnWriteArrayList<>();
            Share second = budget.working();
            assertFalse(second.growLater(8 * MB, () -> granted.add("second")));
            assertFalse(budget.working().growLater(MB, () -> granted.add("third")));
            second.close();
            first.close();
            assertEquals(List.of("third"), granted);
            assertTrue(budget.working().grow(7 * MB));
        }

        @Test
        void isNotOvertaken() throws Exception {
            Share first = working(5 * MB);
            CompletableFuture<Boolean> large = later(budget.working(), 8 * MB);
            await().until(() -> !budget.working().grow(MB));
            first.close();
            assertTrue(large.get());
        }
    }

    @Test
    void neverHoldsMoreThanThereIsHoweverManyShareIt() throws Exception {
        AtomicLong held = new AtomicLong();
        AtomicLong most = new AtomicLong();
        List<CompletableFuture<Void>> threads = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            int size = MB / 2 * (i % 5 + 1);
            threads.add(CompletableFuture.runAsync(() -> {
                for (int k = 0; k < 2_000; k++) {
                    try (Share share = budget.working()) {
                        if (share.grow(size)) {
                            most.accumulateAndGet(held.addAndGet(size), Math::max);
                            held.addAndGet(-size);
                        }
                    }
                }
            }, others));
        }
        CompletableFuture.allOf(threads.toArray(CompletableFuture[]::new)).get();
        assertTrue(most.get() <= 8 * MB, most.toString());
        assertTrue(budget.working().grow(8 * MB), "all of it came back");
    }

    private Share arriving(long bytes) {
        Share share = budget.arriving();
        assertTrue(share.grow(bytes));
        return share;
    }

    private Share working(long bytes) {
        Share share = budget.working();
        assertTrue(share.grow(bytes));
        return share;
    }

    private CompletableFuture<Boolean> later(Share share, long bytes) {
        CompletableFuture<Boolean> result = new CompletableFuture<>();
        others.execute(() -> {
            try {
                result.complete(share.grow(bytes, LONG, () -> false));
            } catch (InterruptedException e) {
                result.completeExceptionally(e);
            }
        });
        return result;
    }
}
