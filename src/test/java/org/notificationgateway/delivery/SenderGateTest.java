// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.notificationgateway.support.LogLines;

/** A sender that must not go on does not, and no other is held up. */
class SenderGateTest {
    private Instant now = Instant.parse("2026-11-27T00:00:00Z");
    private final SenderGate gate = new SenderGate(Duration.ofSeconds(5), Duration.ofMinutes(5), new Clock() {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    });

    @Test
    void oneThatIsHeldStaysSoWhateverItsServerSaysUntilItsSettingsAreReadAnew() {
        try (LogLines log = LogLines.of("gateway.delivery")) {
            gate.hold("server", "a route said nothing");
            gate.hold("server", "again");
            gate.open("server"); // by a mail that was under way
            now = now.plus(Duration.ofDays(30));
            assertTrue(gate.isClosed("server"));
            assertFalse(gate.isClosed("agent"));
            assertEquals("a route said nothing", gate.pause("server").orElseThrow().reason());
            gate.reset("server");
            assertFalse(gate.isClosed("server"));
            assertTrue(log.lines().size() <= 1, log.lines().toString());
        }
    }

    @Test
    void theTimeForWhichOneIsHeldIsNoAge() {
        Instant accepted = now.minusSeconds(60);
        gate.hold("server", "a route said nothing");
        now = now.plus(Duration.ofDays(2));
        assertEquals(Duration.ofDays(2), gate.pausedSince("server", accepted));
        gate.reset("server");
        now = now.plus(Duration.ofDays(1));
        assertEquals(Duration.ofDays(2), gate.pausedSince("server", accepted));
    }

    @Test
    void oneThatRestsGoesOnByItselfAndNotBefore() {
        gate.rest("server");
        gate.open("server"); // a mail that was under way
        assertTrue(gate.isClosed("server"));
        assertFalse(gate.isClosed("agent"));
        assertTrue(gate.pause("server").isEmpty(), "its server has no fault");
        now = now.plusSeconds(5);
        assertFalse(gate.isClosed("server"));
    }
}
