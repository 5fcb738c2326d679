// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.routes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.jms.JMSException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.apache.camel.Processor;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.notificationgateway.intake.Answers;
import org.notificationgateway.intake.FaultCode;
import org.notificationgateway.support.TestHome;

/** The HTTP door takes a JSON body and nothing else from its caller, and every answer tells what to do next. */
class IngressHttpRouteTest {
    private static final Processor ACCEPT = exchange -> exchange.getMessage()
            .setBody(Answers.accepted(false));

    @Nested
    class ARequest extends HttpDoor {
        @Test
        void isAnsweredWithItsReceipt() throws Exception {
            open(ACCEPT);
            HttpResponse<String> answer = post();
            assertEquals(202, answer.statusCode());
            assertEquals("application/json", answer.headers().firstValue("Content-Type").orElse(""));
            assertEquals(new String(Answers.accepted(false).json(), UTF_8), answer.body());
        }

        @Test
        void givesIntakeItsBytesAndNothingElse() throws Exception {
            open(ACCEPT);
            postTo("?To=eve@example.org&Bcc=eve@example.org&mail.smtp.host=example.org&CAmelFileName=x", REQUEST,
                    "To", "eve@example.org", "Bcc", "eve@example.org", "Subject", "x", "mail.smtp.host", "example.org",
                    "CamelFileName", "../x", "CAmelJmsDestinationName", "notification.dead", "_AMQ_DUPL_ID", "1",
                    "breadcrumbId", "x");
            var exchange = intake.getExchanges().get(0);
            assertArrayEquals(REQUEST.getBytes(UTF_8), (byte[]) exchange.getMessage().getBody());
            assertEquals(Map.of(), exchange.getMessage().getHeaders());
            assertNull(exchange.getVariable("idempotencyKey"));
        }

        @Test
        void givesIntakeItsIdempotencyKeyAsAVariable() throws Exception {
            open(ACCEPT);
            post("Idempotency-Key", "order-7");
            assertEquals("order-7", intake.getExchanges().get(0).getVariable("idempotencyKey"));
        }

        @Test
        void hasAnIdOfItsOwnEachTime() throws Exception {
            open(ACCEPT);
            post();
            post();
            assertEquals(2, intake.getExchanges().stream().map(e -> e.getVariable("defaultId")).distinct().count());
        }
    }

    @Nested
    class ARefusal extends HttpDoor {
        @Override
        void prepare(TestHome home) {
            home.set("camel.server.maxBodySize", "1000");
        }

        @ParameterizedTest(name = "{0} is {1}")
        @CsvSource({"MALFORMED,400", "NO_RECIPIENT,422", "TOO_LARGE,413"})
        void ofIntakeIsAProblemDocument(FaultCode code, int status) throws Exception {
            open(exchange -> {
                exchange.getMessage().setHeader("Bcc", "what intake left behind");
                throw refusal(code);
            });
            HttpResponse<String> answer = post();
            assertProblem(status, answer);
            assertTrue(answer.body().contains(code.name()) && answer.body().contains("/to"), answer.body());
            assertFalse(answer.headers().map().keySet().stream().anyMatch("bcc"::equalsIgnoreCase));
        }

        @Test
        void ofTheServerNeverReachesIntake() throws Exception {
            open(ACCEPT);
            assertEquals(405, send("", HttpRequest.newBuilder().GET()).statusCode());
            assertEquals(405, send("", HttpRequest.newBuilder().PUT(BodyPublishers.ofString(REQUEST))).statusCode());
            assertEquals(415, post("Content-Type", "text/plain").statusCode());
            assertEquals(413, postTo("", "\"" + "x".repeat(1000) + "\"").statusCode());
            assertEquals(0, intake.getReceivedCounter());
        }

        @Test
        void forWantOfABrokerSaysWhenToComeBackAndNothingOfTheInside() throws Exception {
            open(exchange -> {
                throw new JMSException("tcp://broker.internal:61616 refused", "AMQ219007", new IllegalStateException());
            });
            HttpResponse<String> answer = post();
            assertProblem(503, answer);
            assertEquals("30", answer.headers().firstValue("Retry-After").orElse(""));
            String all = answer.body() + answer.headers().map();
            for (String inside : List.of("Exception", "broker.internal", "AMQ", "org.", "\tat ", "jms")) {
                assertFalse(all.contains(inside), all);
            }
        }
    }

    @Nested
    class ADoorWithKeys extends HttpDoor {
        private static final String KEY = "correct horse battery";
        /** Its SHA-256. */
        private static final String HASH = "9028ea0d15decaa35b2da21c0290af3b1a5ba0a30a591906f89b5074e209ea72";

        @Override
        void prepare(TestHome home) {
            home.write("config/api-keys", "# who may come in\nhelpdesk:" + HASH + "\n");
        }

        @Test
        void letsInWhoShowsOne() throws Exception {
            open(ACCEPT);
            assertEquals(202, post("X-API-Key", KEY).statusCode());
            assertEquals(202, post("Authorization", "Bearer " + KEY).statusCode());
            intake.getExchanges().forEach(e -> assertEquals(Map.of(), e.getMessage().getHeaders()));
        }

        @Test
        void turnsAwayEverybodyElse() throws Exception {
            open(ACCEPT);
            for (HttpResponse<String> answer : List.of(
                    post(), post("X-API-Key", "wrong"), post("X-API-Key", ""), post("Authorization", "Bearer wrong"),
                    post("X-API-Key", "wrong", "Authorization", "Bearer " + KEY), post("X-API-Key", HASH))) {
                assertProblem(401, answer);
                assertEquals("Bearer", answer.headers().firstValue("WWW-Authenticate").orElse(""));
            }
            assertEquals(0, intake.getReceivedCounter());
        }

    }
}
