// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.intake;

import io.github.bucket4j.Bucket;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one address from being flooded: a recipient gets so many mails a minute from this gateway and no more. One more
 * than is left waits, or is turned away; one array may overdraw, and then the next waits the longer. Safe to share.
 */
public final class RecipientBrake {
    private static final int MOST_REMEMBERED = 100_000;
    private static final String WAIT = "wait";

    private final int mailsPerMinute;
    private final Map<String, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
            return size() > MOST_REMEMBERED;
        }
    };

    /** @param mailsPerMinute for each recipient; 0 for no limit */
    public RecipientBrake(int mailsPerMinute) {
        this.mailsPerMinute = mailsPerMinute;
    }

    /**
     * Returns once the mails may go on.
     *
     * @param manner {@code wait} for a door whose callers cannot be told to come again; null to turn them away
     * @throws RateLimitedException if that is not now
     */
    public void admit(RequestBatch batch, @Nullable String manner) throws RateLimitedException, InterruptedException {
        if (mailsPerMinute == 0) {
            return;
        }
        Map<String, Long> mails = batch.requests().stream()
                .flatMap(request -> request.content().recipients().all().stream()
                        .map(mailbox -> mailbox.address().toLowerCase(Locale.ROOT))
                        .distinct())
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        for (Duration wait = take(mails); !wait.isZero(); wait = take(mails)) {
            if (!WAIT.equals(manner)) {
                throw new RateLimitedException(wait);
            }
            TimeUnit.NANOSECONDS.sleep(wait.toNanos());
        }
    }

    /** Takes them all and returns zero, or takes none and returns how long the slowest needs. */
    private synchronized Duration take(Map<String, Long> mails) {
        List<Bucket> wanted = mails.keySet().stream().map(this::bucket).toList();
        long wait = wanted.stream()
                .mapToLong(bucket -> bucket.estimateAbilityToConsume(1).getNanosToWaitForRefill())
                .max()
                .orElse(0);
        if (wait == 0) {
            mails.forEach((address, count) -> bucket(address).consumeIgnoringRateLimits(count));
        }
        return Duration.ofNanos(wait);
    }

    private Bucket bucket(String address) {
        return buckets.computeIfAbsent(address, a -> Bucket.builder()
                .addLimit(limit -> limit.capacity(mailsPerMinute).refillGreedy(mailsPerMinute, Duration.ofMinutes(1)))
                .build());
    }
}
