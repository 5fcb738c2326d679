// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops accepting while there is still room on the disk, and at once when the store is no longer what it was: what was
 * accepted needs some room for its retries, and a journal without any stops the broker. Safe to share.
 */
public final class StorageGuard implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("gateway.outbox");
    private static final Duration PERIOD = Duration.ofSeconds(1); // a look costs more than a mail
    private static final Duration LONGEST_LOOK = Duration.ofSeconds(30);
    /** A disk that hangs must not keep the reserve from being looked at. */
    public static final int THREADS = 2;
    private static final int RESERVE_MILLIS = 100; // a disk fills fast, and the broker does not wait

    /** What the last look found, when it was over. */
    private record Verdict(long at, @Nullable String refusal) {
        Duration age() {
            return Duration.ofNanos(System.nanoTime() - at);
        }
    }

    private final @Nullable DiskReserve reserve;
    private final List<StorageCheck> looks;
    private final ReentrantLock looking = new ReentrantLock();
    private volatile @Nullable Verdict verdict;
    private @Nullable ScheduledExecutorService timer;

    /** @param percent of the disk that may be in use; 100 means that nobody asks */
    public StorageGuard(Path data, int percent) {
        this(null, usage(data, percent), new HeldFolders(List.of(data), List.of()));
    }

    private StorageGuard(@Nullable DiskReserve reserve, StorageCheck... looks) {
        this.reserve = reserve;
        this.looks = new CopyOnWriteArrayList<>(looks);
    }

    /** Guards the folder of an embedded broker, too; to be called before that starts. */
    public static StorageGuard ofBroker(Path data, Path broker, int percent) {
        List<Path> parts =
                Stream.of("journal", "bindings", "large-messages", "paging").map(broker::resolve).toList();
        return new StorageGuard(
                new DiskReserve(data, DiskUsage.bytesOf(data), System::nanoTime), usage(data, percent),
                new HeldFolders(List.of(data, broker), parts));
    }

    /** A guard that looks at what a test says. */
    public static StorageGuard of(StorageCheck... looks) {
        return new StorageGuard(null, looks);
    }

    private static StorageCheck usage(Path data, int percent) {
        return new DiskUsage(data, percent, DiskUsage.bytesOf(data), new Inodes(data));
    }

    /** Looks at one thing more from now on. */
    public void add(StorageCheck look) {
        looks.add(look);
    }

    /** Makes room from the reserve if the disk is full, for a broker that is about to start. */
    public void prepare() {
        if (reserve != null) {
            reserve.look();
        }
    }

    /** True while there is room for little more than to settle what was accepted. */
    public boolean isScarce() {
        return reserve != null && reserve.isScarce();
    }

    /**
     * Looks once a second, asked or not, until this is closed.
     *
     * @param started with {@link #THREADS}; closed with this
     */
    public void watch(ScheduledExecutorService started) {
        started.scheduleWithFixedDelay(this::look, 0, PERIOD.toMillis(), TimeUnit.MILLISECONDS);
        if (reserve != null) {
            started.scheduleWithFixedDelay(reserve::look, 0, RESERVE_MILLIS, TimeUnit.MILLISECONDS);
        }
        timer = started;
    }

    /** Returns when there was nothing against storing within the last second. */
    public void check() throws StoreUnavailableException {
        Verdict last = verdict;
        if (last == null) {
            last = look();
        } else if (last.age().compareTo(PERIOD) >= 0) {
            if (looking.tryLock()) {
                try {
                    last = look();
                } finally {
                    looking.unlock();
                }
            } else if (last.age().compareTo(LONGEST_LOOK) > 0) {
                throw new StoreUnavailableException(
                        "the disk has not answered for " + last.age().toSeconds() + " s: expected an answer within "
                                + LONGEST_LOOK.toSeconds() + " s (look at the disk of gateway.data-directory)", null);
            }
        }
        if (last.refusal != null) {
            throw new StoreUnavailableException(last.refusal, null);
        }
    }

    private Verdict look() {
        looking.lock();
        try {
            Verdict before = verdict;
            Verdict now = new Verdict(System.nanoTime(), refusal());
            verdict = now;
            tell(before, now);
            return now;
        } finally {
            looking.unlock();
        }
    }

    private @Nullable String refusal() {
        for (StorageCheck look : looks) {
            try {
                look.look();
            } catch (StoreUnavailableException e) {
                return e.getMessage();
            } catch (RuntimeException e) {
                LOG.debug("A look at the store failed", e);
                return "the store cannot be looked at: " + e;
            }
        }
        return null;
    }

    private static void tell(@Nullable Verdict before, Verdict now) {
        boolean refused = before != null && before.refusal != null;
        if (now.refusal != null && !refused) {
            LOG.error("Nothing is accepted: {}", now.refusal);
        } else if (now.refusal == null && refused) {
            LOG.info("Requests are accepted again");
        }
    }

    /** Ends the thread. */
    @Override
    public void close() {
        if (timer != null) {
            timer.shutdown(); // an interrupt would look like a disk that fails
        }
    }
}
