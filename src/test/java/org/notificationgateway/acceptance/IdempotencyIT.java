// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.acceptance;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import jakarta.jms.ConnectionFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.notificationgateway.support.Jms;
import org.notificationgateway.support.TestGateway;
import org.notificationgateway.support.TestHome;

/** One id is one mail, whichever door it came through, however often, and whatever happened in between. */
class IdempotencyIT {
    private static final String REVIEW = """
            {"id": "review-7", "to": "ann@example.com", "subject": "Your access review", "text": "Hello"}""";
    private static final String SAME_IN_OTHER_WORDS = """
            { "text":"Hello", "subject":"Your access review", "to":["ann@example.com"], "id":"review-7" }""";
    private static final String OTHER = REVIEW.replace("Hello", "Good-bye");

    @TempDir
    private Path folder;

    private TestHome home;
    private TestGateway gateway;

    @BeforeEach
    void start() {
        home = new TestHome(folder);
        gateway = TestGateway.start(home);
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void aHundredAtOnceMakeOneMailAndOneIs202() throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(100);
        List<Callable<Integer>> calls =
                IntStream.range(0, 100).<Callable<Integer>>mapToObj(i -> () -> gateway.post(REVIEW).statusCode()).toList();
        List<Integer> statuses = callers.invokeAll(calls).stream().map(IdempotencyIT::result).toList();
        callers.shutdown();
        assertEquals("{200=99, 202=1}",
                statuses.stream().collect(Collectors.groupingBy(s -> s, java.util.TreeMap::new, Collectors.counting())).toString());
        assertMails(1);
    }

    @Test
    void theSameRequestInOtherWordsIsARepeat() {
        assertEquals(202, gateway.post(REVIEW).statusCode());
        var repeat = gateway.post(SAME_IN_OTHER_WORDS);
        assertEquals(200, repeat.statusCode());
        assertEquals(gateway.post(REVIEW).body(), repeat.body());
        assertEquals("already accepted", repeat.body().replaceAll(".*\"status\":\"(already accepted)\".*", "$1"));
        assertMails(1);
    }

    @Test
    void otherContentUnderTheIdIsAConflict() {
        assertEquals(202, gateway.post(REVIEW).statusCode());
        var conflict = gateway.post(OTHER);
        assertEquals(409, conflict.statusCode(), conflict.body());
        assertEquals("CONFLICT", conflict.body().replaceAll("(?s).*\"code\" : \"([A-Z_]+)\".*", "$1"));
        assertMails(1);
    }

    @Test
    void aRepeatThroughEveryDoorIsOneMail() throws Exception {
        Jms jms = new Jms(gateway.bean("connectionFactory", ConnectionFactory.class));
        gateway.drop("first.json", REVIEW);
        await().until(() -> home.files("data/inbox/.accepted", "first.json").count() == 1);
        jms.sendText("notification.requests", SAME_IN_OTHER_WORDS);
        gateway.drop("again.json", REVIEW);
        assertEquals(200, gateway.post(REVIEW).statusCode());
        await().until(() -> home.files("data/inbox/.accepted", "again.json").count() == 1);
        await().until(() -> jms.browse("notification.requests").isEmpty());
        jms.sendText("notification.requests", OTHER);
        String refused = jms.takeText("notification.refused");
        assertEquals("CONFLICT", refused.replaceAll("(?s).*\"code\":\"([A-Z_]+)\".*", "$1"));
        assertMails(1);
    }

    @Test
    void aRestartForgetsNothing() {
        assertEquals(202, gateway.post(REVIEW).statusCode());
        assertMails(1);
        gateway.close();
        gateway = TestGateway.start(home);
        assertEquals(200, gateway.post(REVIEW).statusCode());
        assertEquals(409, gateway.post(OTHER).statusCode());
        assertMails(1);
    }

    private void assertMails(int count) {
        await().until(() -> home.files("data/pickup", ".eml").count() >= count);
        assertEquals(0, new Jms(gateway.bean("connectionFactory", ConnectionFactory.class))
                .entries("notification.outbox.server").size());
        assertEquals(count, home.files("data/pickup", ".eml").count());
    }

    private static int result(Future<Integer> call) {
        try {
            return call.get();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
