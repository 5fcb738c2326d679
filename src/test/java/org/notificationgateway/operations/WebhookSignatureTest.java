// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.operations;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookSignatureTest {
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final String OTHER = "whsec_bm90LWEtc2VjcmV0LW9mLWFueWJvZHktYXQtYWxs";

    /** Made with the library standardwebhooks 1.1.1 for JavaScript. */
    @Test
    void isWhatTheLibrariesOfStandardWebhooksMake() {
        assertEquals("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
                WebhookSignature.of(SECRET, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, "{\"test\": 2432232314}"));
        assertEquals("v1,Gswu8QQh7JZKqeQzVKuvRfy9RuDsMHTqNKpfzwp4g7g=",
                WebhookSignature.of(OTHER, "01a218f82a177b44a22484bdf3506e04-42", 1795752000, "{\"reply\":\"café\"}"));
    }

    @Test
    void isMadeWithEachSecretWhileOneTakesTheOthersPlace() {
        assertEquals("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
                WebhookSignature.of(SECRET + " " + OTHER, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, "{\"test\": 2432232314}").split(" ")[0]);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_c2hvcnQ=", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS!"})
    void refusesWhatIsNoSecretWithoutQuotingIt(String secret) {
        Throwable refused = assertThrows(IllegalArgumentException.class, () -> WebhookSignature.of(secret, "1", 0, "{}"));
        assertTrue(refused.getMessage().startsWith("the secret of the webhook is malformed: expected whsec_"), refused.getMessage());
        assertFalse(secret.length() > 8 && refused.getMessage().contains(secret.substring(6)));
    }
}
