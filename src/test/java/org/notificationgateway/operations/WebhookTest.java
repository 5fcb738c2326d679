// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.operations;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.notificationgateway.support.WebhookReceiver;
import org.notificationgateway.support.WebhookReceiver.Answer;

class WebhookTest {
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final String EVENT = "{\"id\":\"01a2-42\",\"data\":{\"reply\":\"café\"}}";

    private final Webhook webhook = new Webhook(Clock.fixed(Instant.parse("2026-11-20T06:30:00Z"), ZoneOffset.UTC));
    private final Map<String, Object> headers = new HashMap<>();
    private WebhookReceiver receiver;

    @BeforeEach
    void open() throws IOException {
        receiver = new WebhookReceiver();
    }

    @AfterEach
    void close() {
        receiver.close();
    }

    @Test
    void postsAnEventThatItsReceiverCanTellFromOthers() throws Exception {
        assertEquals("", webhook.post(EVENT, headers, receiver.url("/x"), SECRET + " whsec_bm90LWEtc2VjcmV0LW9mLWFueWJvZHktYXQtYWxs"));
        var posted = receiver.taken().get(0);
        assertTrue(posted.isSigned(SECRET) && posted.isSigned("whsec_bm90LWEtc2VjcmV0LW9mLWFueWJvZHktYXQtYWxs"), posted.toString());
        assertEquals("01a2-42 1795156200", posted.id() + " " + posted.timestamp());
        assertEquals(EVENT, posted.body());
        assertEquals(Map.of(), headers);
    }

    @ParameterizedTest
    @CsvSource({
        "503, 7, 7000", "429, '', 0", "429, 7200, 3600000", "503, 'Fri, 20 Nov 2026 06:31:00 GMT', 60000", "503, tomorrow, 0",
        "503, 'Fri, 20 Nov 2020 06:31:00 GMT', 0", "500, 7, 0", "410, '', 3600000", "404, '', 0", "301, '', 0", "401, '', 0"})
    void isToBeAskedAgainWhenTheEndpointSays(int status, String retryAfter, long millis) {
        receiver.answers(posted -> new Answer(status, retryAfter));
        String said = assertThrows(IOException.class, () -> webhook.post(EVENT, headers, receiver.url("/token?key=secret"), SECRET)).getMessage();
        assertTrue(said.startsWith("the endpoint at 127.0.0.1 answers " + status + ": expected 2xx"), said);
        assertEquals(millis, headers.getOrDefault("CamelRedeliveryDelay", 0L));
        assertEquals(1, receiver.asked().size(), "no redirect is followed");
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 413, 415, 422})
    void givesBackWhatTheEndpointHasReadAndRefused(int status) throws Exception {
        receiver.answers(posted -> Answer.of(status));
        assertEquals(EVENT, webhook.post(EVENT, headers, receiver.url("/"), SECRET));
        assertEquals(EVENT, webhook.message(EVENT, headers, receiver.url("/")));
    }

    @Test
    void saysOnlyTheHostOfAnEndpointThatIsAway() {
        String url = receiver.url("/services/secret");
        receiver.close();
        assertEquals("the endpoint at 127.0.0.1 cannot be reached",
                assertThrows(IOException.class, () -> webhook.message("{}", headers, url)).getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "hooks.contoso.com", "http://hooks.contoso.com/x", "ftp://127.0.0.1/x", "https://ann:word@hooks.contoso.com/x",
        "http://127.0.0.1.contoso.com/x", "https://hooks.contoso.com/a b"})
    void goesNowhereInClearTextButOnThisMachine(String url) {
        String said = assertThrows(IllegalArgumentException.class, () -> webhook.message("{}", headers, url)).getMessage();
        assertTrue(said.startsWith("the URL of the endpoint is no https URL: expected https"), said);
        assertTrue(url.isEmpty() || !said.contains(url), said);
    }
}
