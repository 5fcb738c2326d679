// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.ingress;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.notificationgateway.mail.MemoryBudget;
import org.notificationgateway.mail.MemoryFullException;

/** However many large requests come at once, few are in memory; small ones do not wait for them. */
class RequestMemoryTest {
    private static final byte[] LARGE = new byte[2_500_000]; // five times as much while it is worked on

    private final MemoryBudget budget = new MemoryBudget(54_000_000); // half of it for what is worked on
    private final DefaultCamelContext context = new DefaultCamelContext();
    private final AtomicInteger large = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final CountDownLatch go = new CountDownLatch(1);
    private ProducerTemplate template;

    @BeforeEach
    void start() throws Exception {
        context.getRegistry().bind("requestMemory", new RequestMemory(budget, Duration.ofMillis(500)));
        RouteBuilder.addRoutes(context, routes -> {
            routes.errorHandler(routes.noErrorHandler());
            routes.from("direct:stage").routePolicyRef("requestMemory").removeHeaders("*").process(exchange -> {
                if (exchange.getMessage().getBody(byte[].class).length > 1_000) {
                    most.accumulateAndGet(large.incrementAndGet(), Math::max);
                    go.await();
                    large.decrementAndGet();
                    throw new IllegalStateException("a failure frees the place, too");
                }
            });
        });
        context.start();
        template = context.createProducerTemplate();
    }

    @AfterEach
    void stop() throws Exception {
        context.close();
    }

    @Test
    void passFewAtATimeAndSmallOnesBesideThem() {
        ExecutorService callers = Executors.newFixedThreadPool(8);
        for (int i = 0; i < 7; i++) {
            callers.execute(() -> send(LARGE));
        }
        await().until(() -> large.get() == 2);
        assertNull(send(new byte[10]));
        go.countDown();
        callers.shutdown();
        await().until(callers::isTerminated);
        assertEquals(2, most.get(), "as many as fit");
    }

    @Test
    void whatFindsNoRoomFails() {
        try (MemoryBudget.Share other = budget.working()) {
            other.grow(25_000_000);
            assertInstanceOf(MemoryFullException.class, send(LARGE));
        }
        go.countDown();
        assertInstanceOf(IllegalStateException.class, send(LARGE));
    }

    @Test
    void aFileOrMessageDoesNotWaitAndOthersGoOn() {
        try (MemoryBudget.Share other = budget.working()) {
            other.grow(25_000_000);
            long before = System.nanoTime();
            Exception failure = template.send("direct:stage", exchange -> {
                exchange.setVariable("atLimit", "defer");
                exchange.getMessage().setBody(LARGE);
            }).getException();
            assertInstanceOf(MemoryFullException.class, failure);
            assertTrue(System.nanoTime() - before < 2_000_000_000L);
        }
    }

    @Test
    void aSmallTextOfManyValuesIsLarge() {
        try (MemoryBudget.Share other = budget.working()) {
            other.grow(25_000_000);
            assertInstanceOf(MemoryFullException.class, send("[],".repeat(21_000).getBytes()));
        }
    }

    private Exception send(byte[] body) {
        return template.send("direct:stage", exchange -> exchange.getMessage().setBody(body)).getException();
    }
}
