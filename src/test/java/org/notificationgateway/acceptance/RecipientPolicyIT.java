// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.acceptance;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.jms.ConnectionFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.notificationgateway.outbox.OutboxEntry;
import org.notificationgateway.support.Jms;
import org.notificationgateway.support.TestGateway;
import org.notificationgateway.support.TestHome;

/** Shows a caller and an operator who got a mail and who did not, because a silent suppression is a lost mail. */
class RecipientPolicyIT {
    private static final String CAUGHT = "CatchAllAddress gets the mail instead";
    private static final String OUTSIDE = "not in AllowedDomains";

    @TempDir
    private Path folder;

    private TestHome home;

    @BeforeEach
    void makeHome() {
        home = new TestHome(folder);
    }

    @Test
    void theAnswerNamesAcceptedAndSuppressedRecipients() throws Exception {
        home.server(settings("\"AllowedDomains\": \"allowed.example\", \"MaxRecipients\": 2"));
        try (TestGateway gateway = TestGateway.start(home)) {
            assertEquals(
                    List.of("a@allowed.example accepted", "b@allowed.example accepted",
                            "x@evil.example suppressed " + OUTSIDE,
                            "c@allowed.example suppressed above MaxRecipients (2)"),
                    answer(gateway, """
                            "to": ["a@allowed.example", "x@evil.example"], "cc": "A@ALLOWED.example",
                            "bcc": ["b@allowed.example", "c@allowed.example"]"""));
            String eml = onlyMail();
            assertEquals(List.of("a@allowed.example", "b@allowed.example"), receivers(eml));
            assertFalse(eml.contains("evil.example") || eml.contains("c@allowed.example"), eml);
            assertNothingLeft(gateway);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"AllowedDomains\": \"allowed.example\"", "\"Enabled\": false"})
    void aMailWithNobodyLeftIsAcceptedAndEndsThere(String setting) throws Exception {
        home.server(settings(setting));
        String reason = setting.contains("Enabled") ? "Enabled is false" : OUTSIDE;
        try (TestGateway gateway = TestGateway.start(home)) {
            assertEquals(
                    List.of("x@evil.example suppressed " + reason, "y@evil.example suppressed " + reason),
                    answer(gateway, "\"to\": \"x@evil.example\", \"bcc\": \"y@evil.example\""));
            await().atMost(Duration.ofSeconds(20)).until(() -> jms(gateway).browse("notification.outbox.server").isEmpty());
            await().during(Duration.ofMillis(500)).until(() -> home.files("data/pickup", "").findAny().isEmpty());
            assertNothingLeft(gateway);
        }
    }

    @Test
    void theCatchAllAloneGetsTheMail() throws Exception {
        home.server(settings("\"CatchAllAddress\": \"All <all@test.example>\""));
        try (TestGateway gateway = TestGateway.start(home)) {
            assertEquals(
                    List.of("all@test.example accepted", "a@x.example suppressed " + CAUGHT,
                            "b@x.example suppressed " + CAUGHT, "c@x.example suppressed " + CAUGHT),
                    answer(gateway, "\"to\": \"Ann <a@x.example>\", \"cc\": \"b@x.example\", \"bcc\": \"c@x.example\""));
            String eml = onlyMail();
            assertEquals(List.of("all@test.example"), receivers(eml));
            assertTrue(eml.contains("\r\nTo: \"All\" <all@test.example>\r\n"), eml);
            assertFalse(eml.contains("x.example") || eml.contains("\nCc:") || eml.contains("Ann"), eml);
            assertNothingLeft(gateway);
        }
    }

    @Test
    void theCopyShowsInCc() throws Exception {
        home.server(settings("\"CatchAllCCAddress\": \"audit@test.example\""));
        try (TestGateway gateway = TestGateway.start(home)) {
            assertEquals(
                    List.of("a@x.example accepted", "audit@test.example accepted"),
                    answer(gateway, "\"to\": \"a@x.example\""));
            String eml = onlyMail();
            assertEquals(List.of("a@x.example", "audit@test.example"), receivers(eml));
            assertTrue(eml.contains("\r\nTo: a@x.example\r\nCc: audit@test.example\r\n"), eml);
        }
    }

    @Test
    void theServersAllowedDomainsDoNotBindAnAgentOfItsOwn() throws Exception {
        home.server(settings("\"AllowedDomains\": \"allowed.example\"")).agent(settings("\"MaxRecipients\": 5"));
        try (TestGateway gateway = TestGateway.start(home)) {
            assertEquals(List.of("x@evil.example accepted"), answer(gateway, "\"sender\": \"agent\", \"to\": \"x@evil.example\""));
            assertEquals(List.of("x@evil.example suppressed " + OUTSIDE), answer(gateway, "\"to\": \"x@evil.example\""));
        }
    }

    /** 00:00:00 is a link that is dead at once: such a mail is kept as expired and never sent. */
    @Test
    void anAgentsRequestExpiresWithItsResetLink() throws Exception {
        agentWithValidFor("00:00:00");
        try (TestGateway gateway = TestGateway.start(home)) {
            answer(gateway, "\"id\": \"dead-link\", \"sender\": \"agent\", \"to\": \"a@x.example\"");
            answer(gateway, "\"id\": \"own-expiry\", \"sender\": \"agent\", \"to\": \"a@x.example\","
                    + " \"expiresAt\": \"2100-01-01T00:00:00Z\"");
            await().atMost(Duration.ofSeconds(20)).until(() -> jms(gateway).entries("notification.expired").size() == 1);
            OutboxEntry expired = jms(gateway).entries("notification.expired").get(0);
            assertEquals("dead-link", expired.id());
            assertEquals(expired.acceptedAt(), expired.expiresAt());
            onlyMail();
        }
    }

    @Test
    void anAgentsRequestLivesAsLongAsValidForSays() throws Exception {
        agentWithValidFor("03:00:00");
        try (TestGateway gateway = TestGateway.start(home)) {
            answer(gateway, "\"id\": \"live\", \"sender\": \"agent\", \"to\": \"a@x.example\"");
            onlyMail();
            assertNothingLeft(gateway);
            gateway.context().getRouteController().stopRoute("outbox");
            answer(gateway, "\"id\": \"kept\", \"sender\": \"agent\", \"to\": \"a@x.example\"");
            OutboxEntry kept = jms(gateway).entries("notification.outbox.agent").get(0);
            assertEquals(kept.acceptedAt().plus(Duration.ofHours(3)), kept.expiresAt());
            assertTrue(kept.sensitive(), "an agent's mail is sensitive unless it says otherwise");
        }
    }

    private void agentWithValidFor(String validFor) {
        home.write("config/appsettings.agent.json", """
                { "PasswordResetSettings": { "TokenBuildingSettings": { "ValidFor": "%s" }, "MailSettings": %s } }
                """.formatted(validFor, settings("\"Enabled\": true")));
    }

    private static String settings(String more) {
        return "{ \"FromAddress\": \"no-reply@contoso.com\", \"PickupDirectory\": \"data/pickup\", " + more + " }";
    }

    /** Posts, and returns each recipient of the answer with its status and reason. */
    private static List<String> answer(TestGateway gateway, String fields) throws JsonProcessingException {
        var answer = gateway.post("{" + fields + ", \"subject\": \"s\", \"text\": \"t\"}");
        assertEquals(202, answer.statusCode(), answer.body());
        JsonNode receipt = new ObjectMapper().readTree(answer.body());
        assertEquals("accepted", receipt.path("status").asText());
        List<String> recipients = new ArrayList<>();
        receipt.path("recipients").forEach(one -> recipients.add(
                (one.path("address").asText() + " " + one.path("status").asText() + " " + one.path("reason").asText("")).strip()));
        return recipients;
    }

    private String onlyMail() throws IOException {
        await().atMost(Duration.ofSeconds(20)).until(() -> home.files("data/pickup", ".eml").count() == 1);
        return Files.readString(home.files("data/pickup", ".eml").findFirst().orElseThrow());
    }

    private static List<String> receivers(String eml) {
        return eml.lines().filter(line -> line.startsWith("X-Receiver: ")).map(line -> line.substring(12)).toList();
    }

    private static void assertNothingLeft(TestGateway gateway) {
        await().atMost(Duration.ofSeconds(20)).until(() -> jms(gateway).browse("notification.outbox.server").isEmpty());
        assertEquals(List.of(), jms(gateway).browse("notification.dead"));
        assertEquals(List.of(), jms(gateway).browse("notification.expired"));
    }

    private static Jms jms(TestGateway gateway) {
        return new Jms(gateway.bean("connectionFactory", ConnectionFactory.class));
    }
}
