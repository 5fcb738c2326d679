// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.intake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestCostTest {
    @Test
    void growsWithEachByteThatArrives() {
        long last = 0;
        for (long bytes = 1; bytes < 1_000_000; bytes += 777) {
            assertTrue(RequestCost.arriving(bytes) >= last);
            last = RequestCost.arriving(bytes);
        }
        assertEquals(0, RequestCost.arriving(0));
        assertEquals(50_000_000, RequestCost.arriving(25_000_000));
    }

    @Test
    void ofASmallRequestIsPaidWhenItArrives() {
        assertEquals(0, RequestCost.working(Requests.GOOD.getBytes(UTF_8)));
        assertEquals(0, RequestCost.working(text("a".repeat(60_000))));
    }

    @Test
    void ofALargeTextIsAFewTimesItsLength() {
        assertEquals(5_000_100, RequestCost.working(text("a".repeat(999_998))), 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"a\":1,", "[],", "{},", "1,", "[[", "{\"a\":{\"b\":", "\"\\\"\":\"\\\\\",", "\"\\\\\":[],"})
    void ofManyValuesIsAHundredBytesEach(String some) {
        int values = 60_000 / some.length();
        assertTrue(RequestCost.working(some.repeat(values).getBytes(UTF_8)) >= 100L * values, some);
    }

    @Test
    void countsNothingWithinAText() {
        assertEquals(0, RequestCost.working(text("{[,:\\\"".repeat(10_000))));
    }

    private static byte[] text(String text) {
        return ("\"" + text + "\"").getBytes(UTF_8);
    }
}
