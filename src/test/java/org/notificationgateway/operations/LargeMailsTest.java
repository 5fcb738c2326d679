// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.operations;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

/** However many large mails come at once, few are in memory; small ones do not wait for them. */
class LargeMailsTest {
    @Test
    void passFewAtATimeAndSmallOnesBesideThem() throws Exception {
        AtomicInteger large = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger small = new AtomicInteger();
        CountDownLatch smallPassed = new CountDownLatch(1);
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.getRegistry().bind("largeMails", new LargeMails());
            RouteBuilder.addRoutes(context, routes -> {
                routes.errorHandler(routes.noErrorHandler());
                routes.from("direct:stage").group("stage").routePolicyRef("largeMails").process(exchange -> {
                    if (exchange.getMessage().getBody(byte[].class).length < 1_000) {
                        small.incrementAndGet();
                        smallPassed.countDown();
                        return;
                    }
                    most.accumulateAndGet(large.incrementAndGet(), Math::max);
                    smallPassed.await();
                    large.decrementAndGet();
                    throw new IllegalStateException("a failure frees the place, too");
                });
            });
            context.start();
            var template = context.createProducerTemplate();
            ExecutorService callers = Executors.newFixedThreadPool(8);
            for (int i = 0; i < 7; i++) {
                callers.execute(() -> template.send("direct:stage", exchange ->
                        exchange.getMessage().setBody(new byte[2_500_000])));
            }
            await().until(() -> large.get() == 2);
            template.sendBody("direct:stage", new byte[10]);
            callers.shutdown();
            await().until(callers::isTerminated);
        }
        assertEquals(1, small.get());
        assertEquals(2, most.get(), "as many as fit in six million bytes");
    }
}
