// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.support;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.apache.camel.CamelContext;
import org.apache.camel.main.Main;
import org.notificationgateway.GatewayConfiguration;
import org.notificationgateway.Surroundings;
import org.notificationgateway.operations.GatewayHome;

/** A whole gateway in this JVM, wired as the program wires it, on a {@link TestHome}. */
public final class TestGateway implements AutoCloseable {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final TestHome home;
    private final Main main;

    private TestGateway(TestHome home, Surroundings surroundings) {
        this.home = home;
        try {
            this.main = GatewayConfiguration.main(new GatewayHome(home.path(".")), surroundings);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Starts it and returns when it is ready. */
    public static TestGateway start(TestHome home) {
        return start(home, Surroundings.REAL);
    }

    /** The same in other surroundings, such as those of a clock that is turned. */
    public static TestGateway start(TestHome home, Surroundings surroundings) {
        TestGateway gateway = new TestGateway(home, surroundings);
        home.overrides().stringPropertyNames()
                .forEach(key -> gateway.main.addOverrideProperty(key, home.overrides().getProperty(key)));
        try {
            gateway.main.start();
        } catch (RuntimeException e) {
            gateway.main.stop(); // what had started by then
            throw e;
        }
        return gateway;
    }

    public CamelContext context() {
        return main.getCamelContext();
    }

    public <T> T bean(String name, Class<T> type) {
        return context().getRegistry().lookupByNameAndType(name, type);
    }

    /** Posts a body to the HTTP door. */
    public HttpResponse<String> post(String json, String... headers) {
        HttpRequest.Builder post = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + home.httpPort() + "/notifications"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json));
        if (headers.length > 0) {
            post.headers(headers);
        }
        return send(post.build());
    }

    /** Gets a path of the management server. */
    public HttpResponse<String> manage(String path) {
        return send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + home.managementPort() + path)).build());
    }

    public static HttpResponse<String> send(HttpRequest request) {
        try {
            return CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Drops a file as a careful writer does: written beside, then renamed. */
    public void drop(String name, String json) throws IOException {
        Path inbox = home.path("data/inbox");
        Path part = Files.writeString(inbox.resolve(name + ".part"), json);
        Files.move(part, inbox.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void close() {
        main.stop();
    }
}
