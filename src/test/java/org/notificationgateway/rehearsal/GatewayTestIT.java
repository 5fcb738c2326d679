// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.rehearsal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.notificationgateway.operations.GatewayHome;
import org.notificationgateway.support.TestHome;

/** What JUnit tests of routes can say; the home is the checkout, which is the working folder. */
@GatewayTest
class GatewayTestIT {
    private static final String SERVER = "smtp.contoso.com:25";
    private GatewayUnderTest before;

    @BeforeEach
    void settings(GatewayUnderTest gateway) throws Exception {
        before = gateway;
        gateway.config("appsettings.json", "MailSettings: {FromAddress: no-reply@contoso.com, Host: smtp.contoso.com, Port: 25}");
    }

    private static String request(int id, String to) {
        return "{\"id\": \"%d\", \"to\": \"%s\", \"subject\": \"Access review\", \"text\": \"Please look.\"}".formatted(id, to);
    }

    @Test
    void mailOfEachDoorGoesToTheServerOfItsSettings(GatewayUnderTest gateway) throws Exception {
        assertSame(before, gateway);
        assertEquals(202, gateway.send("http", request(1, "ann@example.com")).status());
        assertEquals(202, gateway.send("file", request(2, "bob@example.com")).status());
        assertEquals(202, gateway.send("jms", request(3, "eve@example.com")).status());
        assertEquals(Map.of("ann@example.com", "delivered", "bob@example.com", "delivered", "eve@example.com", "delivered"), gateway.outcomes());
        SentMail mail = gateway.mails().get(0);
        assertEquals(List.of(SERVER, "Access review", "no-reply@contoso.com"), List.of(mail.where(), mail.header("Subject"), mail.from()));
        assertTrue(mail.text().contains("Please look."), mail.text());
    }

    @Test
    void answersAreThoseOfTheDoor(GatewayUnderTest gateway) throws Exception {
        Rehearsal.Answer refused = gateway.send("http", "{\"to\": \"nobody\"}");
        assertEquals(422, refused.status());
        assertTrue(refused.body().contains("/to"), refused.body());
        assertEquals(409, conflict(gateway).status());
        assertThrows(IllegalArgumentException.class, () -> gateway.send("fax", "{}"));
    }

    private static Rehearsal.Answer conflict(GatewayUnderTest gateway) throws Exception {
        gateway.send("http", request(1, "ann@example.com"));
        return gateway.send("http", request(1, "bob@example.com"), Map.of("Idempotency-Key", "1"));
    }

    @Test
    void theClockIsPutForwardAndAServerChangesItsMood(GatewayUnderTest gateway) throws Exception {
        gateway.server(SERVER, "[{command: RCPT, reply: 450 4.2.0 come again}]");
        gateway.send("http", request(1, "ann@example.com"));
        assertEquals(Map.of("ann@example.com", "waiting"), gateway.outcomes());
        gateway.after(Duration.ofSeconds(31));
        assertEquals(2, gateway.attempts().size());
        gateway.server(SERVER, "[{command: RCPT, reply: 550 5.1.1 nobody here}]");
        gateway.after(Duration.ofSeconds(61));
        gateway.expect("{outcomes: {ann@example.com: given up}, deadLetters: 1, mails: []}");
        assertTrue(gateway.deadLetters().get(0).settlement().summary().contains("550"), gateway.deadLetters().toString());
    }

    @Test
    void whatIsOtherwiseIsToldLineByLine(GatewayUnderTest gateway) throws Exception {
        gateway.send("http", request(1, "ann@example.com"));
        AssertionError told = assertThrows(AssertionError.class,
                () -> gateway.expect("{mails: [{recipients: [bob@example.com]}], attempts: 2}"));
        assertTrue(told.getMessage().contains("recipients: expected [bob@example.com], was [ann@example.com]"), told.getMessage());
        assertTrue(told.getMessage().contains("attempts: expected 2, was 1 (test:1)"), told.getMessage());
    }

    @Test
    void aScenarioIsPlayedInTheSameWords(GatewayUnderTest gateway, @TempDir Path folder) throws Exception {
        Path good = Path.of("examples/tests/one-bad-recipient.test.yaml");
        gateway.run(good);
        Path bad = Files.writeString(folder.resolve("bad.test.yaml"), Files.readString(good).replace("given up", "waiting"));
        assertThrows(AssertionError.class, () -> gateway.run(bad));
    }

    @Test
    void propertiesHoldAndComeBeforeTheFirstRequest(GatewayUnderTest gateway) throws Exception {
        gateway.property("delivery.retry-delays", "2h");
        gateway.server(SERVER, "[{command: RCPT, attempt: '1', reply: 450 4.2.0 come again}]");
        gateway.send("http", request(1, "ann@example.com"));
        gateway.after(Duration.ofMinutes(119));
        assertEquals(1, gateway.attempts().size());
        gateway.after(Duration.ofMinutes(2));
        gateway.expect("attempts: 2");
        assertThrows(IllegalStateException.class, () -> gateway.property("delivery.retry-delays", "1s"));
    }

    @Test
    void aStepThatFailsIsAFailureOfTheTestUnlessItWasAskedFor(@TempDir Path folder) throws Exception {
        TestHome home = new TestHome(folder);
        Path route = home.path("routes/outbox.camel.yaml");
        Files.writeString(route, Files.readString(route) + "        - log: {id: typo, message: '${body.envelope.recipient}'}\n");
        try (GatewayUnderTest gateway = new GatewayUnderTest(new GatewayHome(folder))) {
            gateway.refuseUnseenFailures();
            gateway.send("http", request(1, "ann@example.com"));
            AssertionError told = assertThrows(AssertionError.class, gateway::refuseUnseenFailures);
            assertTrue(told.getMessage().contains("step typo failed") && told.getMessage().contains(route.toString() + ":"), told.getMessage());
            assertEquals("typo", gateway.failures().get(0).step());
            gateway.refuseUnseenFailures();
        }
    }

    @Nested
    class InsideOfAnotherClass {
        @Test
        void thereIsAGatewayOfTheSameHome(GatewayUnderTest gateway) throws Exception {
            assertSame(before, gateway);
            assertFalse(gateway.send("http", request(1, "ann@example.com")).body().isEmpty());
        }
    }

    @Test
    void nothingOfAnotherTestIsThere(GatewayUnderTest gateway) throws Exception {
        assertEquals(List.of(), gateway.mails());
        try (GatewayUnderTest other = new GatewayUnderTest(new GatewayHome(Path.of(".")))) {
            assertNotSame(gateway, other);
        }
    }
}
