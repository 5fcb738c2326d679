// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.operations.DeadLetterJson;
import org.notificationgateway.operations.GatewayHome;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of every command that asks a running gateway on its management port, and the way there. */
final class ManagementClient {
    private static final Duration PATIENCE = Duration.ofMinutes(10); // resending thousands takes its time

    @Option(names = "--url", paramLabel = "URL",
            description = "management port (default: as the home's configuration says)")
    private @Nullable URI url;

    @Option(names = "--key", paramLabel = "KEY", defaultValue = "${env:GATEWAY_KEY}", description = "API key")
    private @Nullable String key;

    @Option(names = "--json", description = "for machines")
    private boolean json;

    @Mixin
    private HomeOption home = new HomeOption();

    boolean json() {
        return json;
    }

    /**
     * Asks, and returns what was answered.
     *
     * @param body null for none
     * @throws IOException with the reason if the gateway said no, or nothing
     */
    JsonNode ask(String method, String path, @Nullable String body) throws IOException {
        URI address = (url == null ? configured() : url).resolve(path);
        HttpRequest.Builder request = HttpRequest.newBuilder(address)
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .method(method, body == null
                        ? HttpRequest.BodyPublishers.noBody()
                        : HttpRequest.BodyPublishers.ofString(body));
        if (key != null && !key.isBlank()) {
            request.header("X-API-Key", key);
        }
        try {
            return read(HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(10))
                    .build()
                    .send(request.build(), HttpResponse.BodyHandlers.ofInputStream()));
        } catch (ConnectException e) {
            throw new IOException("no gateway answers at " + address.resolve("/") + ": expected a running one (--url)", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static JsonNode read(HttpResponse<InputStream> answer) throws IOException {
        JsonNode json;
        try (InputStream body = answer.body()) {
            json = DeadLetterJson.MAPPER.readTree(body);
        }
        if (answer.statusCode() / 100 != 2) {
            throw new IOException(answer.statusCode() + " " + json.path("title").asText() + ": "
                    + json.path("detail").asText());
        }
        return json;
    }

    private URI configured() throws IOException {
        Properties settings = home.checked().settings(System.getenv());
        return URI.create(GatewayHome.url("camel.management", name -> settings.getProperty(name, "")));
    }
}
