// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.cli;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.operations.GatewayHome;
import org.notificationgateway.settings.StartRefusedException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Hands a request to a running gateway over its HTTP door and prints the answer, for people and scripts. */
@Command(name = "send", description = "Hands a request to a running gateway and prints the answer.",
        mixinStandardHelpOptions = true)
public final class SendCommand implements Callable<Integer> {
    private static final int PARTLY_REFUSED = 207;

    @Parameters(paramLabel = "FILE", description = "JSON request, or - for standard input")
    private String file = "-";

    @Option(names = "--url", paramLabel = "URL", description = "HTTP door (default: as the home's configuration says)")
    private @Nullable URI url;

    @Option(names = "--key", paramLabel = "KEY", defaultValue = "${env:GATEWAY_KEY}", description = "API key")
    private @Nullable String key;

    @Mixin
    private HomeOption home = new HomeOption();

    @Override
    public Integer call() throws InterruptedException {
        URI door = null;
        try {
            byte[] request = file.equals("-") ? System.in.readAllBytes() : Files.readAllBytes(Path.of(file));
            door = (url == null ? configured() : url).resolve("/notifications");
            HttpResponse<String> answer = post(door, request);
            boolean ok = answer.statusCode() / 100 == 2 && answer.statusCode() != PARTLY_REFUSED;
            (ok ? System.out : System.err).println(answer.body().isEmpty() ? "HTTP " + answer.statusCode() : answer.body());
            return ok ? 0 : 1;
        } catch (NoSuchFileException e) {
            System.err.println("gateway: request file is " + file + ", which does not exist: expected a JSON file");
        } catch (ConnectException e) {
            System.err.println("gateway: no gateway answers at " + door + ": expected a running one (--url)");
        } catch (StartRefusedException e) {
            System.err.println("gateway: " + e.getMessage());
        } catch (IOException | IllegalArgumentException e) {
            System.err.println("gateway: " + file + " was not sent to " + door + ": " + e.getMessage());
        }
        return 1;
    }

    private HttpResponse<String> post(URI door, byte[] request) throws IOException, InterruptedException {
        HttpRequest.Builder post = HttpRequest.newBuilder(door)
                .timeout(Duration.ofMinutes(2))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(request));
        if (key != null && !key.isBlank()) {
            post.header("X-API-Key", key);
        }
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(10))
                .build()
                .send(post.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    }

    private URI configured() throws IOException {
        Properties settings = home.checked().settings(System.getenv());
        return URI.create(GatewayHome.url("camel.server", key -> settings.getProperty(key, "")));
    }
}
