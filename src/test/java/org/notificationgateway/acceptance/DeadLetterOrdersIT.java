// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.notificationgateway.support.DeadCommands;
import org.notificationgateway.support.TestGateway;
import org.notificationgateway.support.TestHome;

/** F49: an order about dead letters that is malformed, or that a web page can give, does nothing. */
class DeadLetterOrdersIT {
    @TempDir
    private static Path folder;

    private static TestHome home;
    private static TestGateway gateway;
    private static DeadCommands dead;

    @BeforeAll
    static void start() {
        home = new TestHome(folder).server("{ \"FromAddress\": \"no-reply@contoso.com\", \"Host\": \"127.0.0.1\","
                + " \"Port\": \"" + TestHome.freePort() + "\" }");
        dead = new DeadCommands(home);
        gateway = DeadLetterIT.started(home);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @ParameterizedTest(name = "{0} {1} as {2}")
    @CsvSource({
        "POST, /dead/resend, text/plain",
        "POST, /dead/resend, ''",
        "POST, /dead/resend, application/x-www-form-urlencoded",
        "POST, /dead/ID/resend, text/plain",
        "DELETE, /dead/ID, text/plain"})
    void noWebPageCanGiveAnOrder(String method, String path, String type) throws Exception {
        String id = DeadLetterIT.letter(gateway, "server", "1", DeadLetterIT.UNKNOWN, Instant.now());
        HttpResponse<String> answer = ask(method, path.replace("ID", id), type, "{}");
        assertEquals(415, answer.statusCode());
        assertEquals("application/problem+json", answer.headers().firstValue("Content-Type").orElse(""));
        assertEquals(List.of(id), dead.ids());
        assertEquals(0, dead.run("drop", id).exit());
    }

    @ParameterizedTest(name = "{0} {1} {2} is answered {3}")
    @CsvSource(delimiter = '|', value = {
        "GET | /dead?older=soon | '' | 400",
        "GET | /dead?limit=many | '' | 400",
        "GET | /dead?colour=red | '' | 400",
        "GET | /dead/nonsense | '' | 404",
        "GET | /dead/%27%20OR%201%3D1 | '' | 404",
        "POST | /dead/nonsense/resend | '' | 404",
        "POST | /dead/resend | [] | 400",
        "POST | /dead/resend | {\"colour\":\"red\"} | 400",
        "POST | /dead/resend | {\"sender\":1} | 400",
        "POST | /dead/resend | no json | 400",
        "POST | /dead/resend | '' | 400",
        "PUT | /dead | '' | 405"})
    void aMalformedOrderIsRefusedAndDoesNothing(String method, String path, String body, int status) throws Exception {
        String id = DeadLetterIT.letter(gateway, "server", "1", DeadLetterIT.UNKNOWN, Instant.now());
        HttpResponse<String> answer = ask(method, path, "application/json", body);
        assertEquals(status, answer.statusCode(), answer.body());
        assertEquals("application/problem+json", answer.headers().firstValue("Content-Type").orElse(""));
        assertEquals(List.of(id), dead.ids());
        assertEquals(0, dead.run("drop", id).exit());
    }

    private HttpResponse<String> ask(String method, String path, String type, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + home.managementPort() + path))
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (!type.isEmpty()) {
            request.header("Content-Type", type);
        }
        return TestGateway.send(request.build());
    }
}
