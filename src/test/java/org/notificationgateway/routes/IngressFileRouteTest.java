// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.routes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.notificationgateway.intake.Answers;
import org.notificationgateway.intake.FaultCode;
import org.notificationgateway.outbox.StoreUnavailableException;
import org.notificationgateway.support.LogLines;
import org.notificationgateway.support.TestHome;

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
            clear();
            context.getRouteController().startRoute("ingress-file");
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

        @Test
        void thatIsGoneBeforeItIsTakenIsNobodysFault() throws Exception { // B80
            MockEndpoint intake = open(FileDoor::accept);
            Path flicker = inbox("flicker.json");
            for (int i = 0; i < 200; i++) {
                drop("flicker.json");
                Files.deleteIfExists(flicker);
            }
            drop("last.json");
            await().until(() -> names(inbox(".accepted")).contains("last.json"));
            assertEquals(Set.of(), names(inbox(".rejected")));
            assertEquals(names(inbox(".accepted")).size(), intake.getReceivedCounter());
        }

        private static Set<String> ids(MockEndpoint intake) {
            return intake.getExchanges().stream()
                    .map(exchange -> exchange.getVariable("defaultId", String.class))
                    .collect(Collectors.toSet());
        }
    }

    @Nested
    class ASlowWriter extends FileDoor { // B80
        ASlowWriter() {
            super("data/inbox");
        }

        @Override
        void prepare(TestHome home) {
            super.prepare(home.set("ingress.file.settle-time", "600ms"));
        }

        @Test
        void isWaitedForWhileOthersGoThrough() throws Exception {
            MockEndpoint intake = open(FileDoor::accept);
            Path slow = Files.createFile(inbox("slow.json"));
            for (String part : REQUEST.split("(?<= )")) {
                Files.writeString(slow, part, StandardOpenOption.APPEND);
                await().during(Duration.ofMillis(200)).until(() -> Files.exists(slow));
            }
            Files.writeString(slow, " ".repeat(100), StandardOpenOption.APPEND);
            drop("quick.json");
            await().until(() -> names(inbox(".accepted")).equals(Set.of("slow.json", "quick.json")));
            assertEquals(2, intake.getReceivedCounter());
            assertEquals(REQUEST + " ".repeat(100), Files.readString(inbox(".accepted/slow.json")));
        }

        @Test
        void whoGoesOnAfterTheClaimLosesNoByte() throws Exception {
            open(exchange -> {
                throw refusal(FaultCode.MALFORMED);
            });
            try (var writer = Files.newBufferedWriter(inbox("half.json"))) {
                writer.write("{");
                writer.flush();
                await().until(() -> names(inbox(".rejected")).contains("half.json.error.json"));
                writer.write("\"subject\": \"late\"}");
            }
            assertEquals("{\"subject\": \"late\"}", Files.readString(inbox(".rejected/half.json")));
        }
    }

    @Nested
    class AnOutboxThatTakesNothing extends FileDoor {
        AnOutboxThatTakesNothing() {
            super("data/inbox");
        }

        @Test
        void pausesTheDoorAndAllGoThroughOnceAfterwards() throws Exception {
            AtomicBoolean away = new AtomicBoolean(true);
            AtomicInteger asked = new AtomicInteger();
            Set<String> stored = ConcurrentHashMap.newKeySet();
            try (LogLines log = LogLines.of("gateway.ingress")) {
                open(exchange -> {
                    asked.incrementAndGet();
                    if (away.get()) {
                        throw new StoreUnavailableException("the broker is away", null);
                    }
                    assertTrue(stored.add(exchange.getVariable("defaultId", String.class)), "each once");
                    accept(exchange);
                });
                for (int i = 0; i < 50; i++) {
                    drop(i + ".json");
                }
                await().pollDelay(Duration.ofMillis(2500)).until(() -> names(inbox("")).size() == 50);
                assertTrue(asked.get() <= 3, asked + " attempts in 2.5 s: expected one at 0, 1 and 3 s");
                away.set(false);
                await().until(() -> names(inbox(".accepted")).size() == 50);
                assertEquals(50, stored.size());
                assertEquals(
                        List.of("ERROR file door pauses, files stay in the inbox: the broker is away",
                                "INFO file door goes on"),
                        log.lines());
            }
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
