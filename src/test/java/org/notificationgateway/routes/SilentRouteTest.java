// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.routes;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.Test;
import org.notificationgateway.delivery.DeliveryOutcome;

/** A route that does not say what it did with a mail may have sent it: nothing more goes out until somebody has looked. */
class SilentRouteTest extends Outbox {
    @Test
    void holdsItsSenderAndNoOther() throws Exception {
        MockEndpoint smtp = mock("smtp"); // takes it, and says nothing
        MockEndpoint pickup = delivery("pickup", new DeliveryOutcome.Delivered("250 ok"));
        smtp.expectedMessageCount(1);
        pickup.expectedMessageCount(1);
        smtp.setAssertPeriod(500);
        start();
        store(entry("silent", "server", null));
        smtp.assertIsSatisfied();
        store(entry("next", "server", null), entry("by-agent", "agent", null));
        MockEndpoint.assertIsSatisfied(smtp, pickup);
        assertEquals(2, messages("notification.outbox.server"));
        assertEquals(0, messages("notification.dead"));
    }
}
