// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.support;

import org.notificationgateway.outbox.Redelivery;
import org.notificationgateway.outbox.RetrySteps;
import org.notificationgateway.outbox.SteadyClock;
import org.notificationgateway.settings.Durations;

/** The steps of retries as shipped, for brokers that tests start by themselves. */
public final class TestSteps {
    public static final RetrySteps STEPS =
            new RetrySteps(Durations.list("30s,1m,2m,5m,15m,30m,1h"), new SteadyClock());
    public static final Redelivery REDELIVERY = Redelivery.of(STEPS);

    private TestSteps() {}
}
