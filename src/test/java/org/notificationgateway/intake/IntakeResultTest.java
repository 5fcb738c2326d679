// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.intake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.notificationgateway.outbox.Acceptance.Kind.ALREADY_ACCEPTED;

import org.junit.jupiter.api.Test;

/** What stays of a request's file may hold no reset link whose mail is in the outbox. */
class IntakeResultTest {
    @Test
    void keepsNeitherOfTwoSensitiveRequestsThatAreAlike() throws Exception {
        String sensitive = "{\"id\":\"1\",\"to\":\"ann@example.com\",\"subject\":\"s\",\"text\":\"t\",\"sensitive\":true}";
        String other = "{\"id\":\"2\",\"to\":\"ann@example.com\",\"subject\":\"s\",\"text\":\"t\"}";
        IntakeResult answer = Answers.to("[" + sensitive + "," + other + "," + sensitive + "]",
                ALREADY_ACCEPTED, ALREADY_ACCEPTED, ALREADY_ACCEPTED);
        assertEquals("[null," + other + ",null]", new String(answer.rest(), UTF_8));
    }
}
