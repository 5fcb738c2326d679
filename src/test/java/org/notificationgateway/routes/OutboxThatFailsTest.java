// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.routes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import org.apache.camel.Exchange;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.Test;
import org.notificationgateway.outbox.StoreUnavailableException;

/** What cannot be stored goes back through the door it came by. */
class OutboxThatFailsTest extends Intake {
    @Test
    void isNamedToTheDoorAndAskedOnce() throws Exception {
        MockEndpoint outbox = replace("store-in-outbox", exchange -> {
            throw new StoreUnavailableException("no space left on device", null);
        });
        start();
        Exchange answer = handIn("7", "");
        assertInstanceOf(StoreUnavailableException.class, answer.getException());
        assertEquals(1, outbox.getReceivedCounter(), "the door's caller repeats, not intake");
    }
}
