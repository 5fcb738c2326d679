// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.routes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.apache.camel.Processor;
import org.apache.camel.component.mock.MockEndpoint;
import org.notificationgateway.support.TestGateway;

/** The HTTP door on a free port, with intake replaced, and a caller in front of it. */
abstract class HttpDoor extends RouteTest {
    MockEndpoint intake;

    HttpDoor() {
        super("ingress-http");
    }

    void open(Processor standIn) throws Exception {
        intake = replace("http-to-intake", standIn);
        start();
    }

    HttpResponse<String> send(String query, HttpRequest.Builder request) {
        URI uri = URI.create("http://127.0.0.1:" + home().httpPort() + "/notifications" + query);
        return TestGateway.send(request.uri(uri).build());
    }

    HttpResponse<String> post(String... headers) {
        return postTo("", REQUEST, headers);
    }

    HttpResponse<String> postTo(String query, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder().POST(BodyPublishers.ofString(body));
        request.setHeader("Content-Type", "application/json");
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        return send(query, request);
    }

    static void assertProblem(int status, HttpResponse<String> answer) {
        assertEquals(status, answer.statusCode(), answer.body());
        assertEquals("application/problem+json", answer.headers().firstValue("Content-Type").orElse(""));
        assertTrue(answer.body().replace(" ", "").contains("\"status\":" + status), answer.body());
    }
}
