// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.acceptance;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.notificationgateway.support.PackagedGateway;
import org.notificationgateway.support.QuickStart;
import org.notificationgateway.support.TestHome;

/** Camel's own main, which tools around Camel start, runs the gateway: our jar, routes/ and config/ are enough. */
class PlainCamelIT {
    @TempDir
    private Path folder;

    @Test
    void startsAndDeliversFromItsWorkingFolder() throws Exception {
        TestHome home = new TestHome(folder);
        Path properties = folder.resolve("config/application.properties");
        String text = Files.readString(properties);
        assertTrue(text.contains("# camel.main.configurationClasses = org.notificationgateway.GatewayConfiguration"), text);
        Files.writeString(properties, text
                .replace("# camel.main.configurationClasses", "camel.main.configurationClasses")
                .replaceAll("(?m)^camel.server.port.*$", "camel.server.port = " + home.httpPort())
                .replaceAll("(?m)^camel.management.port.*$", "camel.management.port = " + home.managementPort())
                .replaceAll("(?m)^intake.max-disk-usage.*$", "intake.max-disk-usage = 100"));
        Path log = folder.resolve("log");
        String lib = PackagedGateway.DISTRIBUTION.resolve("lib").toString();
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(Stream.of(QuickStart.options().split(" ")).filter(option -> !option.isEmpty()).toList());
        command.addAll(List.of("-XX:+UseSerialGC",
                "-cp", String.join(File.pathSeparator, lib + "/*", lib + "/ext/*", folder.resolve("config").toString()),
                "org.apache.camel.main.Main"));
        Process gateway = new ProcessBuilder(command)
                .directory(folder.toFile()).redirectErrorStream(true).redirectOutput(log.toFile()).start();
        try {
            await().atMost(Duration.ofSeconds(60)).ignoreExceptions()
                    .until(() -> get(home.managementPort(), "/observe/health/ready") == 200 || !gateway.isAlive());
            assertTrue(gateway.isAlive(), Files.readString(log));
            assertEquals(202, HttpClient.newHttpClient().send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + home.httpPort() + "/notifications"))
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString(
                                    "{\"to\":\"ann@example.com\",\"subject\":\"s\",\"text\":\"t\"}")).build(),
                    HttpResponse.BodyHandlers.ofString()).statusCode());
            await().atMost(Duration.ofSeconds(30)).until(() -> home.files("data/pickup", ".eml").count() == 1);
        } finally {
            gateway.destroyForcibly().waitFor();
        }
    }

    private static int get(int port, String path) throws Exception {
        return HttpClient.newHttpClient().send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
                HttpResponse.BodyHandlers.discarding()).statusCode();
    }
}
