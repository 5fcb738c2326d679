// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.support;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;

/** An HTTP endpoint that takes what is posted, or answers as a test says; it checks signatures in its own way. */
public final class WebhookReceiver implements AutoCloseable {
    private static final int BLOCK = 64;

    private final List<Posted> taken = new ArrayList<>();
    private final List<Posted> asked = new ArrayList<>();
    private final int port;
    private volatile Function<Posted, Answer> mood = posted -> Answer.OK;
    private HttpServer server;

    /** @param at when it came, in nanoseconds of this JVM */
    public record Posted(String path, String type, String id, String timestamp, String signature, String body, long at) {
        /** True if who has posted it knows the secret. */
        public boolean isSigned(String secret) {
            byte[] key = Base64.getDecoder().decode(secret.substring(secret.indexOf('_') + 1));
            String expected = "v1," + Base64.getEncoder().encodeToString(hmac(key, (id + "." + timestamp + "." + body).getBytes(UTF_8)));
            return List.of(signature.split(" ")).contains(expected);
        }
    }

    /** @param retryAfter empty for none */
    public record Answer(int status, String retryAfter) {
        public static final Answer OK = new Answer(204, "");

        public static Answer of(int status) {
            return new Answer(status, "");
        }
    }

    /** Listens at once. */
    public WebhookReceiver() throws IOException {
        port = TestHome.freePort();
        open();
    }

    public void open() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port), 0);
        server.createContext("/", this::take);
        server.start();
    }

    public String url(String path) {
        return "http://127.0.0.1:" + port + path;
    }

    public void answers(Function<Posted, Answer> rule) {
        mood = rule;
    }

    /** What was answered with 2xx, in order. */
    public synchronized List<Posted> taken() {
        return List.copyOf(taken);
    }

    /** All that was posted, in order. */
    public synchronized List<Posted> asked() {
        return List.copyOf(asked);
    }

    private void take(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        Posted posted = new Posted(
                exchange.getRequestURI().getPath(), header(exchange, "Content-Type"), header(exchange, "webhook-id"),
                header(exchange, "webhook-timestamp"), header(exchange, "webhook-signature"), body, System.nanoTime());
        Answer answer = mood.apply(posted);
        synchronized (this) {
            asked.add(posted);
            if (answer.status() / 100 == 2) {
                taken.add(posted);
            }
        }
        if (!answer.retryAfter().isEmpty()) {
            exchange.getResponseHeaders().add("Retry-After", answer.retryAfter());
        }
        exchange.sendResponseHeaders(answer.status(), -1);
        exchange.close();
    }

    private static String header(HttpExchange exchange, String name) {
        String value = exchange.getRequestHeaders().getFirst(name);
        return value == null ? "" : value;
    }

    /** RFC 2104, by its own words. */
    private static byte[] hmac(byte[] key, byte[] text) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] padded = Arrays.copyOf(key.length > BLOCK ? digest.digest(key) : key, BLOCK);
            byte[] inner = digest.digest(joined(padded, 0x36, text));
            return digest.digest(joined(padded, 0x5c, inner));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] joined(byte[] key, int pad, byte[] rest) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte one : key) {
            all.write(one ^ pad);
        }
        all.writeBytes(rest);
        return all.toByteArray();
    }

    /** Away until it is opened again. */
    @Override
    public void close() {
        server.stop(0);
    }
}
