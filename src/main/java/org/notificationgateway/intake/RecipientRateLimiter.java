// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.intake;

import io.github.bucket4j.Bucket;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one address from being flooded: a recipient gets so many mails a minute from this gateway and no more. One more
 * than is left is delivered later, or turned away; one array may overdraw, and then the next waits the longer. Safe to share.
 */
public final class RecipientRateLimiter {
    private static final int MOST_REMEMBERED = 100_000;
    private static final String DEFER = "defer";

    private final int mailsPerMinute;
    private final Clock clock;
    private final Map<String, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
            return size() > MOST_REMEMBERED;
        }
    };

    /**
     * @param mailsPerMinute for each recipient; 0 for no limit
     * @param clock of the outbox
     */
    public RecipientRateLimiter(int mailsPerMinute, Clock clock) {
        this.mailsPerMinute = mailsPerMinute;
        this.clock = clock;
    }

    /**
     * Counts the mails of each recipient.
     *
     * @param manner {@code defer} for a door whose callers cannot be told to come again: a mail that comes too early is
     *     accepted for later; null to turn them away
     * @return the batch, with the times before which its mails are not to be delivered
     * @throws RateLimitedException if none of it may be accepted now
     */
    public RequestBatch admit(RequestBatch batch, @Nullable String manner) throws RateLimitedException {
        if (mailsPerMinute == 0) {
            return batch;
        }
        if (DEFER.equals(manner)) {
            return batch.notBefore(starts(batch.requests()));
        }
        Map<String, Long> mails = batch.requests().stream()
                .flatMap(request -> addresses(request).stream())
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        Duration wait = take(mails);
        if (!wait.isZero()) {
            throw new RateLimitedException(wait);
        }
        return batch;
    }

    private static Set<String> addresses(NotificationRequest request) {
        return request.content().recipients().all().stream()
                .map(mailbox -> mailbox.address().toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
    }

    /** When each request may be delivered, by its place among them; nothing for those that may be now. */
    private synchronized Map<Integer, Instant> starts(List<NotificationRequest> requests) {
        Map<Integer, Instant> starts = new HashMap<>();
        for (int i = 0; i < requests.size(); i++) {
            long wait = addresses(requests.get(i)).stream()
                    .mapToLong(address -> bucket(address).consumeIgnoringRateLimits(1))
                    .max()
                    .orElse(0);
            if (wait > 0) {
                starts.put(i, clock.instant().plusNanos(wait));
            }
        }
        return starts;
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
