// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.trials;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.notificationgateway.support.Effort;
import org.notificationgateway.support.ScriptedSmtpServer;
import org.notificationgateway.support.TestHome;

/** A gateway that is killed while it erases somebody has forgotten nothing of others, and the next order finishes the work. */
class EraseKilledIT {
    private static final int MAILS = Effort.of(200, 5_000);
    private static final int AT_ONCE = 100;
    private static final HttpClient CLIENT = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    @TempDir
    private Path folder;

    @Test
    void theNextOrderFinishesIt() throws Exception {
        try (ScriptedSmtpServer smtp = new ScriptedSmtpServer()) {
            TestHome home = new TestHome(folder.resolve("home"), TrialGateway.DISTRIBUTION)
                    .server("{ \"FromAddress\": \"no-reply@contoso.com\", \"Host\": \"127.0.0.1\", \"Port\": " + smtp.port() + " }");
            int killed;
            try (TrialGateway gateway = TrialGateway.start(home, "").awaitStart()) {
                assertEquals(200, order(home, "/senders/server/hold", ""));
                for (int from = 0; from < MAILS; from += AT_ONCE) {
                    assertEquals(202, post(home, from));
                }
                assertEquals(2 * MAILS, count(home, "state = 'WAITING'")); // and SQLite's library is loaded
                CompletableFuture<HttpResponse<String>> erasing = CLIENT.sendAsync(
                        request(home.managementPort(), "/erase", "{\"address\": \"gone@example.com\"}"), HttpResponse.BodyHandlers.ofString());
                killed = kill(gateway, home);
                assertTrue(killed < MAILS, "in the middle");
                assertTrue(erasing.handle((answer, failure) -> failure != null || answer.statusCode() == 200).get());
            }
            try (NextLife gateway = NextLife.start(home)) {
                assertTrue(gateway.isAlive());
                HttpResponse<String> done = CLIENT.send(
                        request(home.managementPort(), "/erase", "{\"address\": \"gone@example.com\"}"), HttpResponse.BodyHandlers.ofString());
                assertTrue(done.body().contains("\"complete\":true"), done.body());
                assertTrue(done.body().contains("{\"place\":\"waiting mails\",\"erased\":" + (MAILS - killed) + ",\"left\":0}"), killed + " " + done.body());
                assertEquals(0, count(home, "recipient LIKE 'gone@%'"));
                assertEquals(MAILS, count(home, "recipient LIKE 'erased-%'"));
                assertEquals(200, order(home, "/senders/server/release", ""));
                await().atMost(Duration.ofSeconds(90)).until(() -> count(home, "state = 'DELIVERED'") == MAILS);
                assertEquals(0, smtp.commands().stream().filter(line -> line.startsWith("RCPT TO:<gone")).count());
                assertEquals(200, post(home, 0), "repeats are known");
            }
            System.out.printf("killed after %d of %d mails were erased; the next order erased the other %d, and %d were delivered to others%n",
                    killed, MAILS, MAILS - killed, MAILS);
        }
    }

    /** As soon as some are erased, and while a lock keeps others from being so; returns how many. */
    private static int kill(TrialGateway gateway, TestHome home) throws Exception {
        try (Connection ledger = DriverManager.getConnection("jdbc:sqlite:" + home.path("data/ledger.db"));
                Statement look = ledger.createStatement()) {
            look.execute("PRAGMA busy_timeout = 0"); // asks on and on: who waits for the lock gets it last
            long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
            while (!isErasing(look)) {
                assertTrue(System.nanoTime() < end, "nothing was erased");
            }
            gateway.kill();
            return count(look, "recipient LIKE 'erased-%'");
        }
    }

    private static boolean isErasing(Statement look) {
        try {
            if (count(look, "recipient LIKE 'erased-%'") > 0) {
                look.execute("BEGIN IMMEDIATE");
                return true;
            }
        } catch (SQLException e) {
            // the gateway has the lock
        }
        return false;
    }

    private static int post(TestHome home, int from) throws Exception {
        String mails = IntStream.range(from, from + AT_ONCE).mapToObj(i -> "{\"id\": \"m" + i
                + "\", \"to\": [\"gone@example.com\", \"bob@example.com\"], \"subject\": \"s\", \"text\": \"t\"}").collect(Collectors.joining(", ", "[", "]"));
        HttpResponse<String> answer = CLIENT.send(request(home.httpPort(), "/notifications", mails), HttpResponse.BodyHandlers.ofString());
        return answer.body().contains("\"already accepted\"") && !answer.body().contains("\"accepted\"") ? 200 : answer.statusCode();
    }

    private static int order(TestHome home, String path, String body) throws IOException, InterruptedException {
        return CLIENT.send(request(home.managementPort(), path, body), HttpResponse.BodyHandlers.ofString()).statusCode();
    }

    private static HttpRequest request(int port, String path, String body) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).header("Content-Type", "application/json")
                .timeout(Duration.ofSeconds(120)).POST(HttpRequest.BodyPublishers.ofString(body)).build();
    }

    private static int count(TestHome home, String condition) throws Exception {
        try (Connection ledger = DriverManager.getConnection("jdbc:sqlite:" + home.path("data/ledger.db"));
                Statement look = ledger.createStatement()) {
            return count(look, condition);
        }
    }

    private static int count(Statement look, String condition) throws SQLException {
        try (ResultSet found = look.executeQuery("SELECT COUNT(*) FROM notification_recipient WHERE " + condition)) {
            found.next();
            return found.getInt(1);
        }
    }
}
