// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** A time in which nothing of a sender could be delivered, for whatever reason, so that no mail ages twice as slowly for two of them. */
public record Standstill(Instant from, Instant to) {
    /** How long these last since then, of which some may overlap. */
    public static Duration sum(Collection<Standstill> all, Instant since) {
        List<Standstill> inOrder = all.stream().sorted(Comparator.comparing(Standstill::from)).toList();
        Duration sum = Duration.ZERO;
        Instant counted = since; // what lies before is in the sum, or does not belong to it
        for (Standstill one : inOrder) {
            Instant from = one.from().isBefore(counted) ? counted : one.from();
            if (one.to().isAfter(from)) {
                sum = sum.plus(Duration.between(from, one.to()));
                counted = one.to();
            }
        }
        return sum;
    }
}
