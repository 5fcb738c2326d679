// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.support;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Options of the packaged program's JVM that make its many starts cheap: an archive of its classes, which the first test to need it
 * makes, and one compiler. The long trials do without them, as those who run the program do.
 */
public final class QuickStart {
    private static final String PLACE = System.getProperty("gateway.test-archive", "");
    private static final String COMPILER = "-XX:TieredStopAtLevel=1 ";

    private QuickStart() {
    }

    public static String options() throws IOException {
        if (PLACE.isBlank()) {
            return "";
        }
        Path archive = Path.of(PLACE);
        try (FileChannel lock = FileChannel.open(Path.of(PLACE + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock held = lock.lock()) {
            if (held.isValid() && !Files.exists(archive)) {
                make(archive);
            }
        }
        return COMPILER + "-XX:SharedArchiveFile=" + archive + " -Xlog:cds=off -Xlog:cds+dynamic=off ";
    }

    private static void make(Path archive) throws IOException {
        Path home = Files.createTempDirectory("archive");
        TestHome settings = new TestHome(home);
        ProcessBuilder builder = new ProcessBuilder(
                PackagedGateway.DISTRIBUTION.resolve("bin/gateway").toString(), "run", "--home", home.toString());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("GATEWAY_CLASS_ARCHIVE", "off");
        builder.environment().put("GATEWAY_JAVA_OPTS", COMPILER + "-XX:ArchiveClassesAtExit=" + archive + " -Xlog:cds=off -Xlog:cds+dynamic=off");
        builder.environment().put("CAMEL_SERVER_PORT", String.valueOf(settings.httpPort()));
        builder.environment().put("CAMEL_MANAGEMENT_PORT", String.valueOf(settings.managementPort()));
        Path output = home.resolve("output");
        Process process = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
        try {
            await().atMost(Duration.ofSeconds(120)).until(() -> Files.readString(output).contains("is ready"));
            process.destroy();
            process.waitFor(120, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            process.destroyForcibly();
        }
        if (!Files.exists(archive)) {
            throw new IllegalStateException("no archive of classes: " + Files.readString(output));
        }
    }
}
