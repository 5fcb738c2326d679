// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.routes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.notificationgateway.intake.Answers;
import org.notificationgateway.intake.FaultCode;

/** A file in the inbox is never lost: it ends accepted, ends refused with the reason beside it, or stays. */
class IngressFileRouteTest {
    @Nested
    class AFile extends FileDoor {
        AFile() {
            super("data/inbox");
        }

        @Test
        void isAcceptedOnlyAfterIntakeHasReturned() throws Exception {
            Set<String> whileInIntake = ConcurrentHashMap.newKeySet();
            open(exchange -> {
                whileInIntake.addAll(names(inbox(".accepted")));
                accept(exchange);
            });
            drop("a.json");
            awaitOnly(".accepted", "a.json");
            assertEquals(REQUEST, Files.readString(inbox(".accepted/a.json")));
            assertEquals(Set.of(), whileInIntake);
        }

        @Test
        void thatIsSensitiveIsDeletedOnceItIsAccepted() throws Exception {
            MockEndpoint intake = open(exchange -> exchange.getMessage().setBody(Answers.accepted(true)));
            intake.expectedMessageCount(1);
            drop("secret.json");
            intake.assertIsSatisfied();
            awaitOnly("");
        }

        @Test
        void thatIsRefusedEndsWithTheReasonBesideIt() throws Exception {
            open(exchange -> {
                throw refusal(FaultCode.NO_RECIPIENT, FaultCode.MISSING_BODY);
            });
            drop("b.json");
            awaitOnly(".rejected", "b.json", "b.json.error.json");
            assertEquals(REQUEST, Files.readString(inbox(".rejected/b.json")));
            String problem = Files.readString(inbox(".rejected/b.json.error.json"));
            assertTrue(problem.contains("NO_RECIPIENT") && problem.contains("MISSING_BODY"), problem);
        }

        @Test
        void thatCannotBeStoredGoesBackToTheInbox() throws Exception {
            MockEndpoint intake = open(exchange -> {
                throw new IOException("the broker is away");
            });
            intake.expectedMinimumMessageCount(1);
            drop("c.json");
            intake.assertIsSatisfied();
            context.getRouteController().stopRoute("ingress-file");
            awaitOnly("", "c.json");
            assertEquals(REQUEST, Files.readString(inbox("c.json")));
        }

        @Test
        void thatWentBackIsTakenAgainUnderTheSameId() throws Exception {
            AtomicInteger calls = new AtomicInteger();
            MockEndpoint intake = open(exchange -> {
                if (calls.incrementAndGet() == 1) {
                    throw new IllegalStateException("the broker is away");
                }
                accept(exchange);
            });
            drop("d.json");
            awaitOnly(".accepted", "d.json");
            assertEquals(2, calls.get());
            assertEquals(1, ids(intake).size(), "the broker knows a repeat by its id");
        }

        @Test
        void thatIsStillBeingWrittenIsIgnored() throws Exception {
            MockEndpoint intake = open(FileDoor::accept);
            Set<String> unfinished = Set.of("e.json.part", "f.json.tmp", "e.part", "f.tmp", ".g.json", "notes.txt");
            for (String name : unfinished) {
                Files.writeString(inbox(name), REQUEST);
            }
            await().during(Duration.ofMillis(300)).until(() -> names(inbox("")).equals(unfinished));
            drop("whole.json");
            await().until(() -> names(inbox(".accepted")).equals(Set.of("whole.json")));
            assertEquals(1, intake.getReceivedCounter());
            assertEquals(unfinished, names(inbox("")));
        }

        @Test
        void givesIntakeItsBytesAndNothingElse() throws Exception {
            MockEndpoint intake = open(FileDoor::accept);
            intake.expectedMessageCount(1);
            drop("h.json");
            intake.assertIsSatisfied();
            var message = intake.getExchanges().get(0).getMessage();
            assertArrayEquals(REQUEST.getBytes(UTF_8), (byte[]) message.getBody());
            assertEquals(Map.of(), message.getHeaders());
            assertTrue(ids(intake).iterator().next().matches("file-[0-9a-f]{64}"), ids(intake).toString());
        }

        private static Set<String> ids(MockEndpoint intake) {
            return intake.getExchanges().stream()
                    .map(exchange -> exchange.getVariable("defaultId", String.class))
                    .collect(Collectors.toSet());
        }
    }

    @Nested
    class AnInboxOfAnyName extends FileDoor {
        AnInboxOfAnyName() {
            super("data/in box + 100%20 & später");
        }

        @Test
        void isTheOneThatIsWatched() throws Exception {
            open(FileDoor::accept);
            drop("a.json");
            awaitOnly(".accepted", "a.json");
        }
    }
}
