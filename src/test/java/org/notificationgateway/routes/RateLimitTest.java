// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.routes;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.camel.Processor;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.notificationgateway.intake.Answers;
import org.notificationgateway.support.TestHome;

/** A flood of one key is turned away with the time to come back, and nobody else notices it. */
class RateLimitTest {
    private static final int LIMIT = 5;
    private static final Processor ACCEPT = exchange -> exchange.getMessage().setBody(Answers.accepted(false));

    @Nested
    @TestInstance(TestInstance.Lifecycle.PER_METHOD) // each with its share untouched
    class WithKeys extends HttpDoor {
        @Override
        void prepare(TestHome home) {
            home.set("ingress.http.rate-limit", String.valueOf(LIMIT));
            home.write("config/api-keys", """
                    a:ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb
                    b:3e23e8160039594a33894f6564e1b1348bbd7a0088d42c4acb73eeaed59c009d
                    """); // SHA-256 of "a" and of "b"
        }

        @Test
        @DisplayName("S17 300 requests at once")
        void aFloodGetsNoMoreThanItsShare() throws Exception {
            open(ACCEPT);
            long before = System.nanoTime();
            List<HttpResponse<String>> answers = IntStream.range(0, 300).parallel()
                    .mapToObj(i -> post("X-API-Key", "a")).toList();
            long seconds = 1 + (System.nanoTime() - before) / 1_000_000_000;
            long accepted = answers.stream().filter(answer -> answer.statusCode() == 202).count();
            assertTrue(accepted >= LIMIT && accepted <= LIMIT * (seconds + 1), accepted + " in " + seconds + " s");
            assertEquals(accepted, intake.getReceivedCounter());
            answers.stream().filter(answer -> answer.statusCode() != 202).forEach(answer -> {
                assertProblem(429, answer);
                assertTrue(answer.body().contains("RATE_LIMITED"), answer.body());
                assertEquals("1", answer.headers().firstValue("Retry-After").orElse(""));
            });
        }

        @Test
        @DisplayName("S17 each key has its own share")
        void anotherKeyIsLetIn() throws Exception {
            open(ACCEPT);
            await().pollInSameThread().until(() -> post("X-API-Key", "a").statusCode() == 429);
            assertEquals(202, post("X-API-Key", "b").statusCode());
        }

        @Test
        void whoComesBackLaterIsLetIn() throws Exception {
            open(ACCEPT);
            await().pollInSameThread().until(() -> post("X-API-Key", "a").statusCode() == 429);
            await().pollInSameThread().until(() -> post("X-API-Key", "a").statusCode() == 202);
        }

        @Test
        void whoHasNoKeyUsesUpNobodysShare() throws Exception {
            open(ACCEPT);
            for (int i = 0; i < 3 * LIMIT; i++) {
                HttpResponse<String> refused = post("X-API-Key", "wrong"); // whose address is slowed soon
                assertProblem(refused.body().contains("wrong API keys") ? 429 : 401, refused);
            }
            assertEquals(202, post("X-API-Key", "a").statusCode());
        }
    }

    @Nested
    class WithoutKeys extends HttpDoor {
        @Override
        void prepare(TestHome home) {
            home.set("ingress.http.rate-limit", String.valueOf(LIMIT));
        }

        @Test
        void allCallersShareOne() throws Exception {
            open(ACCEPT);
            AtomicInteger others = new AtomicInteger();
            await().pollInSameThread().until(() -> post().statusCode() == 429
                    && post("X-API-Key", "another-" + others.incrementAndGet()).statusCode() == 429);
        }
    }

    @Nested
    class AsShipped extends HttpDoor {
        @Test
        void thereIsNoLimit() throws Exception {
            open(ACCEPT);
            assertTrue(IntStream.range(0, 100).parallel().allMatch(i -> post().statusCode() == 202));
        }
    }
}
