// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.trials;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.notificationgateway.support.Effort;
import org.notificationgateway.support.TestHome;

/**
 * However often a gateway is killed under load: each accepted mail ends with one final state for each recipient, and a
 * subscriber is told of each event at least once, in order for each mail.
 */
class StatusKilledIT {
    private static final int KILLS = Effort.of(1, 20);
    private static final int CALLERS = 4;
    private static final Random RANDOM = new Random();
    private static final HttpClient CLIENT = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    @TempDir
    private Path folder;

    private final Set<String> accepted = ConcurrentHashMap.newKeySet(); // ids
    private final List<String> told = new ArrayList<>(); // ids of events
    private final AtomicInteger ids = new AtomicInteger();

    @Test
    void everyMailEndsOnceAndEveryEventIsTold() throws Exception {
        int acceptor = TestHome.freePort();
        try (CollectingSmtpServer smtp = new CollectingSmtpServer(new Oracle())) {
            TestHome home = TrialGateway.home(folder.resolve("home"), smtp)
                    .set("gateway.events.enabled", "true")
                    .set("gateway.broker.acceptor", "tcp://127.0.0.1:" + acceptor)
                    .set("gateway.broker.username", "reader")
                    .set("gateway.broker.password", "reader");
            for (int kill = 0; kill < KILLS; kill++) {
                TrialGateway gateway = TrialGateway.start(home, "").awaitStart();
                assertTrue(gateway.isReady(), gateway.output());
                if (kill == 0) {
                    read(acceptor, 0); // subscribes
                }
                load(home, gateway);
            }
            try (NextLife gateway = NextLife.start(home)) {
                await().atMost(Duration.ofSeconds(90)).until(() -> count(home,
                        "SELECT COUNT(*) FROM notification_recipient WHERE state = 'WAITING'") == 0);
                int events = count(home, "SELECT COUNT(*) FROM notification_event");
                await().atMost(Duration.ofSeconds(60)).until(() -> read(acceptor, 500) >= events);
                assertTrue(gateway.isAlive());
            }
            judge(home);
        }
    }

    /** Calls in parallel, and kills in the middle of it. */
    private void load(TestHome home, TrialGateway gateway) throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
        for (int i = 0; i < CALLERS; i++) {
            callers.submit(() -> {
                while (!over.get()) {
                    post(home, "mail-" + ids.incrementAndGet());
                }
            });
        }
        int before = accepted.size();
        int enough = 20 + RANDOM.nextInt(Effort.of(60, 200));
        await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(5)).until(() -> accepted.size() >= before + enough);
        gateway.kill();
        over.set(true);
        callers.shutdown();
        assertTrue(callers.awaitTermination(20, TimeUnit.SECONDS));
    }

    private void post(TestHome home, String id) {
        boolean refused = id.endsWith("3");
        HttpRequest post = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + home.httpPort() + "/notifications"))
                .header("Content-Type", "application/json").timeout(Duration.ofSeconds(10))
                .POST(HttpRequest.BodyPublishers.ofString("{\"id\": \"" + id + "\", \"to\": [\"ann@example.com\""
                        + (refused ? ", \"r-refused-" + id + "@example.com\"" : "") + "], \"subject\": \"s\", \"text\": \"t\"}"))
                .build();
        try {
            if (CLIENT.send(post, HttpResponse.BodyHandlers.discarding()).statusCode() == 202) {
                accepted.add(id);
            }
        } catch (IOException e) {
            // killed: nobody was told that it is accepted
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Reads what there is, and returns how many different events have been told in all. */
    private int read(int acceptor, long patience) throws JMSException {
        try (ActiveMQConnectionFactory factory = new ActiveMQConnectionFactory("tcp://127.0.0.1:" + acceptor, "reader", "reader");
                JMSContext context = factory.createContext()) {
            context.setClientID("trial");
            try (JMSConsumer consumer = context.createDurableConsumer(context.createTopic("notification.events"), "all")) {
                for (Message next = receive(consumer, patience); next != null; next = receive(consumer, patience)) {
                    told.add(next.getBody(String.class).replaceFirst(".*\"id\":\"([0-9a-f]{32}-\\d+)\".*", "$1"));
                }
            }
        }
        return new HashSet<>(told).size();
    }

    private static Message receive(JMSConsumer consumer, long patience) {
        return patience == 0 ? consumer.receiveNoWait() : consumer.receive(patience);
    }

    private void judge(TestHome home) throws Exception {
        Map<String, String> states = new HashMap<>();
        Set<String> events = new HashSet<>();
        try (Connection ledger = DriverManager.getConnection("jdbc:sqlite:" + home.path("data/ledger.db"));
                Statement look = ledger.createStatement()) {
            try (ResultSet found = look.executeQuery("SELECT m.id, group_concat(r.state) FROM (SELECT * FROM notification_mail"
                    + " WHERE accepted = 1) m JOIN (SELECT * FROM notification_recipient ORDER BY mail, recipient) r"
                    + " ON r.mail = m.mail GROUP BY m.mail")) {
                while (found.next()) {
                    assertEquals(null, states.put(found.getString(1), found.getString(2)), "one mail of an id");
                }
            }
            try (ResultSet found = look.executeQuery("SELECT mail, seq FROM notification_event")) {
                while (found.next()) {
                    events.add(found.getString(1) + "-" + found.getLong(2));
                }
            }
            assertEquals(0, count(home, "SELECT COUNT(*) FROM (SELECT mail, type, recipient FROM notification_event"
                    + " GROUP BY mail, type, recipient HAVING COUNT(*) > 1 AND type <> 'deferred')"), "events that are told as two");
        }
        for (String id : accepted) {
            assertEquals(id.endsWith("3") ? "DELIVERED,GIVEN_UP" : "DELIVERED", states.get(id), id);
        }
        assertEquals(events, new HashSet<>(told));
        Map<String, Long> last = new HashMap<>();
        Set<String> seen = new HashSet<>();
        for (String event : told) {
            if (seen.add(event)) {
                long seq = Long.parseLong(event.substring(33));
                Long before = last.put(event.substring(0, 32), seq);
                assertTrue(before == null || before < seq, "in order: " + event);
            }
        }
        System.out.printf("killed %d times: %d mails accepted, each with one final state; %d events, %d told%n",
                KILLS, accepted.size(), events.size(), told.size());
    }

    private static int count(TestHome home, String sql) throws Exception {
        try (Connection ledger = DriverManager.getConnection("jdbc:sqlite:" + home.path("data/ledger.db"));
                Statement look = ledger.createStatement(); ResultSet found = look.executeQuery(sql)) {
            found.next();
            return found.getInt(1);
        }
    }
}
