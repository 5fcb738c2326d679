// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.rehearsal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.notificationgateway.support.TestHome;

/** What variables of the environment and options of the JVM decide, check finds there, and none of it leads a rehearsal outside. */
class OverriddenSettingsIT {
    @TempDir
    private Path folder;

    @Test
    void aWrongOneIsNamedWhereItStandsAndHidesNoFaultOfARoute() throws Exception {
        new TestHome(folder.resolve("home"));
        Path route = folder.resolve("home/routes/error-handling.camel.yaml");
        Files.writeString(route, Files.readString(route).replace("java.lang.Exception", "java.io.IOException"));
        List<String> said = check(List.of("-Ddelivery.max-age=24"), Map.of("OUTBOX_CONSUMERS", "-3", "MailSettings__FromAddress", "nobody"), 1);
        for (String words : List.of(
                "delivery.max-age is '24': expected a number and its unit, such as 500ms, 30s, 5m, 24h or 7d, from 0s to 3650d (system property -Ddelivery.max-age)",
                "outbox.consumers is '-3': expected a whole number from 1 to 1000 (environment variable OUTBOX_CONSUMERS)",
                "MailSettings:FromAddress has no @: expected an address such as no-reply@contoso.com (environment variable MailSettings__FromAddress)",
                "door http answers a request without a subject with 500")) { // seen only once a mail has passed
            assertTrue(said.stream().anyMatch(line -> line.contains(words)), said::toString);
        }
        assertEquals(4, said.size(), said::toString);
    }

    @Test
    void whatTheyNameIsNeitherReachedNorWrittenTo() throws Exception {
        new TestHome(folder.resolve("home"));
        Files.createDirectories(folder.resolve("home/data/pickup"));
        try (ServerSocket broker = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            List<String> said = check(List.of("-Dgateway.ledger.url=jdbc:postgresql://127.0.0.1:" + broker.getLocalPort() + "/ledger"), Map.of(
                    "GATEWAY_BROKER_URL", "tcp://127.0.0.1:" + broker.getLocalPort(), "GATEWAY_DATA_DIRECTORY", folder.resolve("real").toString(),
                    "MailSettings__PickupDirectory", folder.resolve("home/data/pickup").toString(), "INGRESS_FILE_DIRECTORY", folder.resolve("inbox").toString(),
                    "CAMEL_SERVER_ENABLED", "true"), 0);
            assertEquals(List.of("settings and routes are in order"), said);
            broker.setSoTimeout(200);
            assertThrows(SocketTimeoutException.class, broker::accept);
        }
        assertTrue(Files.notExists(folder.resolve("real")) && Files.notExists(folder.resolve("inbox")));
        assertEquals(List.of(), List.of(folder.resolve("home/data/pickup").toFile().list()));
    }

    private List<String> check(List<String> options, Map<String, String> environment, int exit) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin/java").toString(), "-XX:TieredStopAtLevel=1",
                "-cp", System.getProperty("java.class.path")));
        command.addAll(options);
        command.addAll(List.of("org.notificationgateway.NotificationGateway", "check", "--home", folder.resolve("home").toString()));
        Path output = folder.resolve("output");
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        assertTrue(process.waitFor(120, TimeUnit.SECONDS));
        List<String> said = Files.readAllLines(output);
        assertEquals(exit, process.exitValue(), said::toString);
        return said;
    }
}
