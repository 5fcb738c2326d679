// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.rehearsal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A plan tells that mails of one sender overtake each other, and nothing of what has no order. */
class PlanOrderTest {
    private static final List<String> ANN = List.of("ann@example.com");
    private static final List<String> BOB = List.of("bob@example.com");

    @Test
    void anotherOrderOfTheSameMailsIsTold() {
        assertEquals(
                List.of("mails of sender server go out in another order: [[bob@example.com], [ann@example.com]] instead of"
                        + " [[ann@example.com], [bob@example.com]]"),
                words(Map.of("server", List.of(ANN, BOB)), Map.of("server", List.of(BOB, ANN))));
    }

    @Test
    void theSameOrderAndOtherMailsAreNot() {
        assertEquals(List.of(), words(Map.of("server", List.of(ANN, BOB)), Map.of("server", List.of(ANN, BOB))));
        assertEquals(List.of(), words(Map.of("server", List.of(ANN, BOB)), Map.of("server", List.of(BOB))));
        assertEquals(List.of(), words(Map.of("server", List.of(ANN)), Map.of("agent", List.of(ANN))));
    }

    private static List<String> words(Map<String, List<List<String>>> before, Map<String, List<List<String>>> after) {
        List<Plan.Difference> differences = new ArrayList<>();
        Plan.order("r", new Plan.Outcome(202, List.of(), before, List.of()), new Plan.Outcome(202, List.of(), after, List.of()), differences);
        return differences.stream().map(Plan.Difference::words).toList();
    }
}
