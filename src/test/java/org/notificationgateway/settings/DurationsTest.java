// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A duration misread by a factor of sixty is not noticed until a mail is late, so only one reading is allowed. */
class DurationsTest {

    @Nested
    class ANumberAndItsUnit {
        @ParameterizedTest(name = "{0} is {1}")
        @CsvSource({
            "0ms, PT0S",
            "500ms, PT0.5S",
            "30s, PT30S",
            "90s, PT1M30S",
            "5m, PT5M",
            "24h, PT24H",
            "7d, PT168H",
            "007s, PT7S",
            "999999999d, PT23999999976H",
            "'  30s ', PT30S",
        })
        void isTheDuration(String text, Duration duration) {
            assertEquals(duration, Durations.parse(text));
        }
    }

    @Nested
    class AnythingElse {
        @ParameterizedTest
        @ValueSource(strings = {
            "", " ", "30", "s", "-1s", "+1s", "1.5h", "1 h", "30S", "5M", "1h30m", "5min", "1w", "PT30S", "1000000000s",
            "٣s", "30s\n1m"
        })
        void isRefused(String text) {
            assertThrows(IllegalArgumentException.class, () -> Durations.parse(text));
        }

        @Test
        void isAnsweredWithWhatIsExpected() {
            var e = assertThrows(IllegalArgumentException.class, () -> Durations.parse("soon"));
            assertEquals(
                    "is 'soon': expected a number and its unit, such as 500ms, 30s, 5m, 24h or 7d", e.getMessage());
        }
    }
}
