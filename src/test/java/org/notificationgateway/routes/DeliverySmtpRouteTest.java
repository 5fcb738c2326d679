// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.routes;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.notificationgateway.delivery.DeliveryOutcome;
import org.notificationgateway.delivery.DeliveryReport;
import org.notificationgateway.delivery.FinishedMail;
import org.notificationgateway.mail.Envelope;
import org.notificationgateway.support.TestHome;

/** One attempt over SMTP ends in one report, sends to the envelope alone, and obeys MailSettings alone. */
@TestInstance(TestInstance.Lifecycle.PER_METHOD) // each has its server in another state
class DeliverySmtpRouteTest extends RouteTest {
    private static final String MAIL = "From: no-reply@contoso.com\r\nTo: ann@example.com\r\nSubject: 7\r\n\r\nhi\r\n";
    private final FinishedMail mail = new FinishedMail(
            "server", "<7@contoso.com>",
            new Envelope("bounces@contoso.com", List.of("ann@example.com", "hidden@example.com")),
            MAIL.getBytes(US_ASCII));

    private final GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    private final GreenMail stranger = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));

    DeliverySmtpRouteTest() {
        super("delivery-smtp");
    }

    @Override
    void prepare(TestHome home) {
        server.start();
        stranger.start();
        home.server("{ \"FromAddress\": \"no-reply@contoso.com\", \"Host\": \"127.0.0.1\", \"Port\": "
                + server.getSmtp().getPort() + " }");
    }

    @AfterEach
    void stopServers() {
        server.stop();
        stranger.stop();
    }

    @Test
    void theServerGetsTheBytesAndTheEnvelope() throws Exception {
        DeliveryReport report = report(attempt(Map.of()));
        assertOutcomes(report, DeliveryOutcome.Delivered.class);
        assertArrived();
    }

    @Test
    @DisplayName("headers drive nothing, though camel-mail took mail.smtp.* for settings (CVE-2026-46584)")
    void headersDriveNothing() throws Exception {
        String port = String.valueOf(stranger.getSmtp().getPort());
        DeliveryReport report = report(attempt(Map.of(
                "mail.smtp.host", "127.0.0.1", "mail.smtp.port", port, "mail.smtp.proxy.host", "127.0.0.1",
                "mail.smtp.proxy.port", port, "To", "eve@example.org", "Bcc", "eve@example.org",
                "Subject", "stolen", "From", "eve@example.org", "CamelMailTo", "eve@example.org")));
        assertOutcomes(report, DeliveryOutcome.Delivered.class);
        assertArrived();
        assertEquals(0, stranger.getReceivedMessages().length);
    }

    @Test
    void aServerThatIsAwayCostsNoAttemptAndNoException() throws Exception {
        start();
        server.stop();
        Exchange answer = send(Map.of());
        assertNull(answer.getException());
        assertOutcomes(report(answer), DeliveryOutcome.NotTried.class);
    }

    @Test
    void whateverFailsOnTheWayIsLeftToTheOutbox() throws Exception {
        replace("to-smtp-server", exchange -> {
            throw new IllegalStateException("a broken pool");
        });
        Exchange answer = attempt(Map.of());
        assertEquals("a broken pool", answer.getException().getMessage());
        assertFalse(mail.isReported());
    }

    private Exchange attempt(Map<String, Object> headers) {
        start();
        return send(headers);
    }

    private Exchange send(Map<String, Object> headers) {
        return template.send("direct:delivery-smtp", exchange -> {
            exchange.getMessage().setBody(mail);
            exchange.getMessage().setHeaders(new HashMap<>(headers));
        });
    }

    private DeliveryReport report(Exchange answer) {
        assertNull(answer.getException());
        return mail.reported();
    }

    private void assertOutcomes(DeliveryReport report, Class<? extends DeliveryOutcome> kind) {
        assertEquals(Set.copyOf(mail.envelope().recipients()), report.outcomes().keySet());
        report.outcomes().values().forEach(outcome -> assertInstanceOf(kind, outcome));
    }

    private void assertArrived() throws Exception {
        var received = server.getReceivedMessages();
        assertEquals(2, received.length);
        for (var arrived : received) {
            String whole = new String(GreenMailUtil.getBodyAsBytes(arrived), UTF_8);
            assertTrue(whole.endsWith("hi"), whole);
            assertEquals("7", arrived.getSubject());
        }
        Set<String> boxes = server.getUserManager().listUser().stream()
                .map(user -> user.getEmail()).collect(Collectors.toSet());
        assertEquals(Set.copyOf(mail.envelope().recipients()), boxes);
    }
}
