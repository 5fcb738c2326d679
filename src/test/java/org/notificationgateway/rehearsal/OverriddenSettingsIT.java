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
        Path pickup = Files.createDirectories(folder.resolve("home/data/pickup"));
        Path route = folder.resolve("home/routes/error-handling.camel.yaml");
        Files.writeString(route, Files.readString(route).replace("java.lang.Exception", "java.io.IOException"));
        try (ServerSocket elsewhere = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            String address = "127.0.0.1:" + elsewhere.getLocalPort();
            List<String> said = check(List.of("-Ddelivery.max-age=24", "-Dgateway.ledger.url=jdbc:postgresql://" + address + "/ledger"), Map.of(
                    "OUTBOX_CONSUMERS", "-3", "MailSettings__FromAddress", "nobody", "MailSettings__PickupDirectory", pickup.toString(),
                    "GATEWAY_BROKER_URL", "tcp://" + address, "GATEWAY_DATA_DIRECTORY", folder.resolve("real").toString(),
                    "INGRESS_FILE_DIRECTORY", folder.resolve("inbox").toString(), "CAMEL_SERVER_ENABLED", "true"));
            for (String words : List.of(
                    "delivery.max-age is '24': expected a number and its unit, such as 500ms, 30s, 5m, 24h or 7d, from 0s to 3650d (system property -Ddelivery.max-age)",
                    "outbox.consumers is '-3': expected a whole number from 1 to 1000 (environment variable OUTBOX_CONSUMERS)",
                    "MailSettings:FromAddress has no @: expected an address such as no-reply@contoso.com (environment variable MailSettings__FromAddress)",
                    "door http answers a request without a subject with 500")) { // seen only once a mail has passed
                assertTrue(said.stream().anyMatch(line -> line.contains(words)), said::toString);
            }
            assertEquals(4, said.size(), said::toString);
            elsewhere.setSoTimeout(200);
            assertThrows(SocketTimeoutException.class, elsewhere::accept);
        }
        assertTrue(Files.notExists(folder.resolve("real")) && Files.notExists(folder.resolve("inbox")));
        assertEquals(0, pickup.toFile().list().length);
    }

    private List<String> check(List<String> options, Map<String, String> environment) throws IOException, InterruptedException {
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
        assertEquals(1, process.exitValue(), said::toString);
        return said;
    }
}
