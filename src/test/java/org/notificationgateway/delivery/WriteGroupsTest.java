// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.delivery;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What waits is worked on together, each item once, and nobody waits for company. */
@Timeout(30)
class WriteGroupsTest {
    private static final int BLOCKING = 0;

    private final List<Set<Integer>> worked = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch release = new CountDownLatch(1);
    private final List<Thread> threads = new ArrayList<>();

    @AfterEach
    void end() throws InterruptedException {
        release.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
    }

    /** Keeps a turn as long as the test wants when it meets item 0. */
    private WriteGroups<Integer> groups(int turns, int most) {
        return new WriteGroups<>(turns, most, group -> {
            worked.add(new TreeSet<>(group));
            if (group.contains(BLOCKING)) {
                awaitRelease();
            }
        });
    }

    private void awaitRelease() {
        try {
            release.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Brings an item on a thread of its own, and returns when that waits for it. */
    private Thread bring(WriteGroups<Integer> groups, int item) {
        return waiting(() -> groups.add(item));
    }

    private Thread waiting(Runnable task) {
        Thread thread = new Thread(task);
        threads.add(thread);
        thread.start();
        await().until(() -> thread.getState() == Thread.State.WAITING);
        return thread;
    }

    @Test
    void whoComesAloneIsAGroup() {
        WriteGroups<Integer> groups = groups(1, 10);
        groups.add(1);
        groups.add(2);
        assertEquals(List.of(Set.of(1), Set.of(2)), worked);
    }

    @Test
    void whoComesMeanwhileFormsTheNextGroup() {
        WriteGroups<Integer> groups = groups(1, 10);
        IntStream.rangeClosed(BLOCKING, 5).forEach(item -> bring(groups, item));
        release.countDown();
        await().until(() -> worked.size() == 2);
        assertEquals(List.of(Set.of(0), Set.of(1, 2, 3, 4, 5)), worked);
    }

    @Test
    void noGroupIsLargerThanItMayBe() {
        WriteGroups<Integer> groups = groups(1, 2);
        IntStream.rangeClosed(BLOCKING, 5).forEach(item -> bring(groups, item));
        release.countDown();
        await().until(() -> worked.stream().mapToInt(Set::size).sum() == 6);
        assertEquals(List.of(1, 2, 2, 1), worked.stream().map(Set::size).toList());
    }

    @Test
    void aSecondTurnNeedNotWaitForTheFirst() {
        WriteGroups<Integer> groups = groups(2, 10);
        bring(groups, BLOCKING);
        groups.add(1);
        assertEquals(List.of(Set.of(0), Set.of(1)), worked);
    }

    @Test
    void whatTheWorkThrowsEndsNoTurnAndReachesWhoDidIt() {
        List<Integer> done = new ArrayList<>();
        WriteGroups<Integer> groups = new WriteGroups<>(1, 10, group -> {
            if (group.contains(7)) {
                throw new IllegalStateException("seven");
            }
            done.addAll(group);
        });
        assertThrows(IllegalStateException.class, () -> groups.add(7));
        groups.add(8);
        assertEquals(List.of(8), done);
    }

    @Test
    void aThreadWhoseGroupFailedUnderAnotherReturns() throws Exception {
        WriteGroups<Integer> groups = groups(1, 10);
        AtomicInteger thrown = new AtomicInteger();
        Consumer<Integer> failing = item -> {
            try {
                groups.add(item);
            } catch (IllegalStateException e) {
                thrown.incrementAndGet();
            }
        };
        Thread leader = waiting(() -> failing.accept(BLOCKING));
        leader.interrupt(); // its work waits interruptibly, and fails
        leader.join();
        groups.add(1);
        assertEquals(1, thrown.get());
        assertEquals(List.of(Set.of(0), Set.of(1)), worked);
    }

    @Test
    void anInterruptNeitherShortensTheWaitNorIsLost() throws Exception {
        WriteGroups<Integer> groups = groups(1, 10);
        bring(groups, BLOCKING);
        List<Boolean> interrupted = new ArrayList<>();
        Thread patient = waiting(() -> {
            groups.add(1);
            interrupted.add(Thread.currentThread().isInterrupted());
        });
        patient.interrupt();
        await().until(() -> patient.getState() == Thread.State.WAITING && !patient.isInterrupted());
        assertEquals(List.of(Set.of(0)), worked);
        release.countDown();
        patient.join();
        assertEquals(List.of(true), interrupted);
        assertEquals(List.of(Set.of(0), Set.of(1)), worked);
    }

    @Test
    void theWorkDoesNotSeeAnInterrupt() {
        List<Boolean> seen = new ArrayList<>();
        WriteGroups<Integer> groups =
                new WriteGroups<>(1, 10, group -> seen.add(Thread.currentThread().isInterrupted()));
        Thread.currentThread().interrupt();
        groups.add(1);
        assertTrue(Thread.interrupted());
        assertFalse(seen.get(0));
    }

    @Test
    void everyItemOfManyThreadsIsWorkedOnOnce() throws Exception {
        int each = 2_000;
        List<Integer> all = Collections.synchronizedList(new ArrayList<>());
        WriteGroups<Integer> groups = new WriteGroups<>(2, 4, all::addAll);
        for (int i = 0; i < 16; i++) {
            int first = i * each;
            Thread thread = new Thread(() -> IntStream.range(first, first + each).forEach(groups::add));
            threads.add(thread);
            thread.start();
        }
        end();
        assertEquals(IntStream.range(0, 16 * each).boxed().collect(Collectors.toSet()), new TreeSet<>(all));
        assertEquals(16 * each, all.size());
    }
}
