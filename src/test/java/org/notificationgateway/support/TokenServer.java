// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.support;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;

/** A token endpoint of OAuth that answers as a test tells it to; without a word it gives a new token each time. */
public final class TokenServer implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Map<String, String>> requests = new CopyOnWriteArrayList<>();
    private volatile int status = 200;
    private volatile UnaryOperator<String> body = number -> token("token-" + number, 3600);
    private volatile Runnable before = () -> {};

    public TokenServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 50);
        server.setExecutor(threads);
        server.createContext("/tenant/oauth2/v2.0/token", this::answer);
        server.start();
    }

    /** A body as RFC 6749 5.1 has it. */
    public static String token(String value, int seconds) {
        return "{\"token_type\":\"Bearer\",\"expires_in\":" + seconds + ",\"access_token\":\"" + value + "\"}";
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/tenant/oauth2/v2.0/token");
    }

    public TokenServer answers(int code, String text) {
        status = code;
        body = number -> text;
        return this;
    }

    /** Does something before each answer, such as waiting. */
    public TokenServer before(Runnable action) {
        before = action;
        return this;
    }

    /** The fields of every request so far. */
    public List<Map<String, String>> requests() {
        return List.copyOf(requests);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            Map<String, String> form = new TreeMap<>();
            for (String field : new String(exchange.getRequestBody().readAllBytes(), UTF_8).split("&")) {
                String[] pair = field.split("=", 2);
                form.put(pair[0], URLDecoder.decode(pair[1], UTF_8));
            }
            int number;
            synchronized (requests) {
                requests.add(form);
                number = requests.size();
            }
            before.run();
            byte[] bytes = body.apply(String.valueOf(number)).getBytes(UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
