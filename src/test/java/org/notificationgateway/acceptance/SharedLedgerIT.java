// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.acceptance;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.notificationgateway.support.ExternalBroker;
import org.notificationgateway.support.Jms;
import org.notificationgateway.support.PostgresServer;
import org.notificationgateway.support.TestGateway;
import org.notificationgateway.support.TestHome;

/** Two gateways on one broker and one PostgreSQL are one gateway to their callers: one id is one mail. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SharedLedgerIT {
    @TempDir
    private static Path folder;

    private static PostgresServer postgres;
    private static ExternalBroker broker;
    private static TestHome firstHome;
    private static TestHome secondHome;
    private static TestGateway first;
    private static TestGateway second;
    private static Path pickup;

    private long before;

    @BeforeAll
    static void start() throws Exception {
        broker = new ExternalBroker(folder);
        broker.start();
        postgres = new PostgresServer(folder);
        pickup = Files.createDirectory(folder.resolve("mailroot"));
        firstHome = home("first").set("gateway.events.enabled", "true");
        secondHome = home("second").set("gateway.events.enabled", "true");
        first = TestGateway.start(firstHome);
        second = TestGateway.start(secondHome);
    }

    @BeforeEach
    void count() {
        await().until(() -> Stream.of(first, second).noneMatch(one -> one.manage("/senders").body().contains("\"held\"")));
        before = files();
    }

    private static TestHome home(String name) throws Exception {
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

    @AfterAll
    static void stop() throws Exception {
        for (TestGateway gateway : new TestGateway[] {first, second}) {
            if (gateway != null) {
                gateway.close();
            }
        }
        if (broker != null) {
            broker.close();
        }
        if (postgres != null) {
            postgres.close();
        }
    }

    @Test
    void oneIdIsOneMailWhicheverGatewayItCameTo() throws Exception {
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

    @Test
    void whatIsOrderedAtOneGatewayHoldsForTheOtherAndEachEventIsToldOnce() throws Exception {
        try (JMSContext context = new ActiveMQConnectionFactory(broker.url(), ExternalBroker.USER, ExternalBroker.PASSWORD).createContext();
                JMSConsumer events = context.createConsumer(context.createTopic("notification.events"))) {
            assertEquals(200, order(firstHome, "/senders/server/hold"));
            await().until(() -> second.manage("/senders").body().contains("\"held\""));
            HttpResponse<String> cancelled = second.post(request("steered-7", "Hello"));
            HttpResponse<String> sent = first.post(request("steered-8", "Hello"));
            assertEquals(202, sent.statusCode());
            String mail = mailOf(cancelled);
            assertEquals(202, order(firstHome, "/mails/" + mail + "/cancel"));
            assertEquals(0, mails());
            assertEquals(200, order(secondHome, "/senders/server/release"));
            awaitMails(1);
            await().atMost(Duration.ofSeconds(20)).until(() ->
                    first.manage("/mails/" + mail).body().contains("\"state\":\"cancelled\""));
            List<String> told = new ArrayList<>();
            await().atMost(Duration.ofSeconds(20)).until(() -> {
                Message next = events.receive(500);
                if (next != null && Stream.of(mail, mailOf(sent)).anyMatch(event(next)::contains)) {
                    told.add(next.getStringProperty("type"));
                }
                return next == null && told.size() >= 4;
            });
            assertEquals(List.of("accepted", "accepted", "cancelled", "handed-over"), told.stream().sorted().toList());
        }
    }

    private static String mailOf(HttpResponse<String> answer) {
        return answer.body().replaceFirst(".*\"mail\":\"([0-9a-f]+)\".*", "$1");
    }

    private static String event(Message message) throws JMSException {
        return message.getBody(String.class);
    }

    @Test
    void whoIsErasedAtOneGatewayIsNotMailedByTheOther() throws Exception {
        assertEquals(200, order(firstHome, "/senders/server/hold"));
        await().until(() -> second.manage("/senders").body().contains("\"held\""));
        String both = request("erased-7", "Hello").replace("\"ann@example.com\"", "[\"gone@example.com\", \"ann@example.com\"]");
        assertEquals(202, first.post(both).statusCode());
        assertEquals(202, second.post(request("erased-8", "Hello").replace("ann@", "gone@")).statusCode());
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

    private static List<String> entries() {
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
    @Order(Integer.MAX_VALUE) // the others' gateways need a while to find their ledger again
    void withoutItsLedgerAGatewaySaysComeAgainAndNothingIsLost() throws Exception {
        postgres.stop();
        try (TestGateway gateway = TestGateway.start(home("third"))) {
            HttpResponse<String> refused = gateway.post(request("later-7", "Hello"));
            assertEquals(503, refused.statusCode(), refused.body());
            assertEquals("30", refused.headers().firstValue("Retry-After").orElse(""));
            await().untilAsserted(() -> assertEquals(503, gateway.manage("/observe/health/ready").statusCode()));
            postgres.start();
            await().atMost(Duration.ofSeconds(30)).until(() ->
                    gateway.post(request("later-7", "Hello")).statusCode() == 202);
            postgres.stop();
            assertEquals(503, gateway.post(request("later-8", "Hello")).statusCode());
            postgres.start();
            await().atMost(Duration.ofSeconds(30)).until(() ->
                    gateway.post(request("later-8", "Hello")).statusCode() == 202);
            await().untilAsserted(() -> assertEquals(200, gateway.manage("/observe/health/ready").statusCode()));
            awaitMails(2);
        }
    }

    private void awaitMails(int count) {
        await().atMost(Duration.ofSeconds(60)).until(() -> mails() >= count);
        assertEquals(count, mails());
    }

    /** Of this test. */
    private long mails() {
        return files() - before;
    }

    private static long files() {
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
