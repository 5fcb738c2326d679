// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.support;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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
        new TestHome(home);
        ProcessBuilder builder = new ProcessBuilder(
                PackagedGateway.DISTRIBUTION.resolve("bin/gateway").toString(), "check", "--home", home.toString());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("GATEWAY_CLASS_ARCHIVE", "off");
        builder.environment().put("GATEWAY_JAVA_OPTS", COMPILER + "-XX:ArchiveClassesAtExit=" + archive + " -Xlog:cds=off -Xlog:cds+dynamic=off");
        Process process = builder.redirectErrorStream(true).redirectOutput(home.resolve("output").toFile()).start();
        try {
            if (!process.waitFor(120, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IllegalStateException("no archive of classes: " + Files.readString(home.resolve("output")));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
