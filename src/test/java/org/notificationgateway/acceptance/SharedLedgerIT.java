// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.acceptance;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.Message;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.notificationgateway.support.ExternalBroker;
import org.notificationgateway.support.Jms;
import org.notificationgateway.support.PostgresServer;
import org.notificationgateway.support.TestGateway;
import org.notificationgateway.support.TestHome;

/** Two gateways on one broker and one PostgreSQL are one gateway to their callers: one id is one mail. */
class SharedLedgerIT {
    @TempDir
    private Path folder;

    private PostgresServer postgres;
    private ExternalBroker broker;
    private TestHome firstHome;
    private TestHome secondHome;
    private Path pickup;

    @BeforeEach
    void start() throws Exception {
        postgres = new PostgresServer(folder);
        broker = new ExternalBroker(folder);
        broker.start();
        pickup = Files.createDirectory(folder.resolve("mailroot"));
        firstHome = home("first");
        secondHome = home("second");
    }

    private TestHome home(String name) throws Exception {
        return new TestHome(Files.createDirectory(folder.resolve(name)))
                .server("{ \"FromAddress\": \"no-reply@contoso.com\", \"Host\": \"" + pickup + "\" }")
                .set("gateway.broker.url", broker.url())
                .set("gateway.broker.username", ExternalBroker.USER)
                .set("gateway.broker.password", ExternalBroker.PASSWORD)
                .set("gateway.ledger.url", postgres.url())
                .set("gateway.ledger.username", PostgresServer.USER)
                .set("gateway.ledger.password", PostgresServer.PASSWORD)
                .set("intake.store-timeout", "5s");
    }

    @AfterEach
    void stop() throws Exception {
        if (broker != null) {
            broker.close();
        }
        if (postgres != null) {
            postgres.close();
        }
    }

    @Test
    void oneIdIsOneMailWhicheverGatewayItCameTo() throws Exception {
        try (TestGateway first = TestGateway.start(firstHome);
                TestGateway second = TestGateway.start(secondHome)) {
            ExecutorService callers = Executors.newFixedThreadPool(50);
            List<Callable<Integer>> calls = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                TestGateway gateway = i % 2 == 0 ? first : second;
                calls.add(() -> gateway.post(request("7", "Hello")).statusCode());
            }
            List<Integer> statuses = new ArrayList<>();
            for (Future<Integer> call : callers.invokeAll(calls)) {
                statuses.add(call.get());
            }
            callers.shutdown();
            assertEquals("{200=99, 202=1}", statuses.stream()
                    .collect(Collectors.groupingBy(s -> s, TreeMap::new, Collectors.counting())).toString());
            assertEquals(409, second.post(request("7", "Good-bye")).statusCode());
            assertEquals(409, first.post(request("7", "Good-bye")).statusCode());
            awaitMails(1);
            assertTrue(new Jms(new ActiveMQConnectionFactory(
                    broker.url(), ExternalBroker.USER, ExternalBroker.PASSWORD)).entries("notification.dead").isEmpty());
        }
    }

    @Test
    void whatIsOrderedAtOneGatewayHoldsForTheOtherAndEachEventIsToldOnce() throws Exception {
        firstHome.set("gateway.events.enabled", "true");
        secondHome.set("gateway.events.enabled", "true");
        try (JMSContext context = new ActiveMQConnectionFactory(broker.url(), ExternalBroker.USER, ExternalBroker.PASSWORD).createContext();
                JMSConsumer events = context.createConsumer(context.createTopic("notification.events"));
                TestGateway first = TestGateway.start(firstHome);
                TestGateway second = TestGateway.start(secondHome)) {
            assertEquals(200, order(firstHome, "/senders/server/hold"));
            await().until(() -> second.manage("/senders").body().contains("\"held\""));
            HttpResponse<String> cancelled = second.post(request("7", "Hello"));
            assertEquals(202, first.post(request("8", "Hello")).statusCode());
            String mail = cancelled.body().replaceFirst(".*\"mail\":\"([0-9a-f]+)\".*", "$1");
            assertEquals(202, order(firstHome, "/mails/" + mail + "/cancel"));
            assertEquals(0, mails());
            assertEquals(200, order(secondHome, "/senders/server/release"));
            awaitMails(1);
            await().atMost(Duration.ofSeconds(20)).until(() ->
                    first.manage("/mails/" + mail).body().contains("\"state\":\"cancelled\""));
            List<String> told = new ArrayList<>();
            await().atMost(Duration.ofSeconds(20)).until(() -> {
                Message next = events.receive(500);
                if (next != null) {
                    told.add(next.getStringProperty("type"));
                }
                return next == null && told.size() >= 4;
            });
            assertEquals(List.of("accepted", "accepted", "cancelled", "handed-over"), told.stream().sorted().toList());
        }
    }

    @Test
    void whoIsErasedAtOneGatewayIsNotMailedByTheOther() throws Exception {
        try (TestGateway first = TestGateway.start(firstHome);
                TestGateway second = TestGateway.start(secondHome)) {
            assertEquals(200, order(firstHome, "/senders/server/hold"));
            await().until(() -> second.manage("/senders").body().contains("\"held\""));
            String both = request("7", "Hello").replace("\"ann@example.com\"", "[\"gone@example.com\", \"ann@example.com\"]");
            assertEquals(202, first.post(both).statusCode());
            assertEquals(202, second.post(request("8", "Hello").replace("ann@", "gone@")).statusCode());
            HttpResponse<String> erased = erase(secondHome);
            assertTrue(erased.body().contains("{\"place\":\"waiting mails\",\"erased\":2,\"left\":0}")
                    && erased.body().contains("VACUUM"), erased.body());
            assertEquals(200, order(firstHome, "/senders/server/release"));
            awaitMails(1);
            assertEquals(200, second.post(both).statusCode(), "a repeat is known");
            assertEquals(409, first.post(both.replace("gone@", "else@")).statusCode());
            await().untilAsserted(() -> assertEquals("[]", entries().toString()));
            try (Stream<Path> files = Files.list(pickup)) {
                for (Path file : files.toList()) {
                    assertFalse(Files.readString(file).contains("gone@example.com"), Files.readString(file));
                }
            }
            assertEquals(0, mailsNaming(first, "gone@example.com") + mailsNaming(second, "gone@example.com"));
        }
    }

    private List<String> entries() {
        Jms jms = new Jms(new ActiveMQConnectionFactory(broker.url(), ExternalBroker.USER, ExternalBroker.PASSWORD));
        return Stream.of("notification.outbox.server", "notification.dead").flatMap(queue -> jms.entries(queue).stream())
                .map(Object::toString).toList();
    }

    private static int mailsNaming(TestGateway gateway, String address) {
        return gateway.manage("/mails").body().split(address, -1).length - 1;
    }

    private static HttpResponse<String> erase(TestHome home) {
        return TestGateway.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + home.managementPort() + "/erase"))
                .header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString("{\"address\": \"Gone@example.com\"}")).build());
    }

    private static int order(TestHome home, String path) {
        return TestGateway.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + home.managementPort() + path))
                .header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.noBody()).build()).statusCode();
    }

    @Test
    void withoutItsLedgerAGatewaySaysComeAgainAndNothingIsLost() throws Exception {
        postgres.stop();
        try (TestGateway gateway = TestGateway.start(firstHome)) {
            HttpResponse<String> refused = gateway.post(request("7", "Hello"));
            assertEquals(503, refused.statusCode(), refused.body());
            assertEquals("30", refused.headers().firstValue("Retry-After").orElse(""));
            await().untilAsserted(() -> assertEquals(503, gateway.manage("/observe/health/ready").statusCode()));
            postgres.start();
            await().atMost(Duration.ofSeconds(30)).until(() ->
                    gateway.post(request("7", "Hello")).statusCode() == 202);
            postgres.stop();
            assertEquals(503, gateway.post(request("8", "Hello")).statusCode());
            postgres.start();
            await().atMost(Duration.ofSeconds(30)).until(() ->
                    gateway.post(request("8", "Hello")).statusCode() == 202);
            await().untilAsserted(() -> assertEquals(200, gateway.manage("/observe/health/ready").statusCode()));
            awaitMails(2);
        }
    }

    private void awaitMails(int count) {
        await().atMost(Duration.ofSeconds(60)).until(() -> mails() >= count);
        assertEquals(count, mails());
    }

    private long mails() {
        try (var files = Files.list(pickup)) {
            return files.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String request(String id, String text) {
        return "{\"id\": \"" + id + "\", \"to\": \"ann@example.com\", \"subject\": \"s\", \"text\": \"" + text + "\"}";
    }
}
