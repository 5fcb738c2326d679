// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.acceptance;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Map;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.notificationgateway.support.LogLines;
import org.notificationgateway.support.TestGateway;
import org.notificationgateway.support.TestHome;

/** The trace of a caller (W3C Trace Context) can be followed: log, status, events. */
class TraceIT {
    private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    @TempDir
    private Path folder;

    private static String mail(String id) {
        return "{\"id\":\"" + id + "\",\"to\":\"ann@example.com\",\"subject\":\"s\",\"text\":\"t\"}";
    }

    @Test
    void isKeptFromHttpAndJms() throws Exception {
        try (LogLines log = LogLines.of("gateway.intake"); TestGateway gateway = TestGateway.start(new TestHome(folder))) {
            assertEquals(202, gateway.post(mail("a"), "traceparent", TRACE).statusCode());
            try (ProducerTemplate jms = gateway.context().createProducerTemplate()) {
                jms.sendBodyAndHeaders("jms:queue:notification.requests", mail("b"), Map.of("traceparent", TRACE));
            }
            for (String id : new String[] {"a", "b"}) {
                await().until(() -> log.lines().stream().anyMatch(line -> line.contains("server/" + id) && line.contains("(trace " + TRACE + ")")));
            }
            await().until(() -> gateway.manage("/mails").body().split(TRACE, -1).length == 3);
            String events = gateway.manage("/events").body();
            assertTrue(events.contains("\"traceparent\":\"" + TRACE + "\""), events);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "00-0-0-00", "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01", "x\t y"})
    void isIgnoredIfItIsNone(String none) {
        try (TestGateway gateway = TestGateway.start(new TestHome(folder))) {
            assertEquals(202, gateway.post(mail("a"), "traceparent", none).statusCode());
            await().until(() -> gateway.manage("/mails").body().contains("\"id\":\"a\""));
            assertTrue(!gateway.manage("/mails").body().contains("traceparent"));
        }
    }
}
