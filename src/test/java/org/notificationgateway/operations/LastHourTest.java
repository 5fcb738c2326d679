// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.operations;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What left is counted by the minute, and forgotten after an hour. */
class LastHourTest {
    private Instant now = Instant.parse("2036-01-31T12:00:30Z");
    private final LastHour hour = new LastHour(new Clock() {
        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    });

    @Test
    void minutesFollowEachOtherAndAreForgottenAfterAnHour() {
        hour.count();
        hour.count();
        assertEquals(List.of(0, 2), hour.minutes().subList(58, 60));
        now = now.plus(Duration.ofMinutes(2));
        hour.count();
        assertEquals(List.of(2, 0, 1), hour.minutes().subList(57, 60));
        now = now.plus(Duration.ofMinutes(57));
        assertEquals(2, hour.minutes().get(0));
        assertEquals(3, sum());
        now = now.plus(Duration.ofMinutes(1));
        assertEquals(1, sum());
        now = now.plus(Duration.ofDays(3));
        assertEquals(0, sum());
        hour.count();
        assertEquals(1, hour.minutes().get(59));
    }

    private int sum() {
        return hour.minutes().stream().mapToInt(Integer::intValue).sum();
    }
}
