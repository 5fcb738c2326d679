// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.notificationgateway.support.PackagedGateway;
import org.notificationgateway.support.QuickStart;
import org.notificationgateway.support.TestHome;

/** Where SQLite's native library cannot be unpacked or run, one line names the property for another place. */
class NativeLibraryIT {
    @TempDir
    private Path folder;

    @Test
    void oneLineNamesThePropertyForAnotherPlace() throws Exception {
        Path noFolder = Files.writeString(folder.resolve("a-file"), "");
        TestHome home = new TestHome(Files.createDirectories(folder.resolve("home")));
        ProcessBuilder builder = new ProcessBuilder(
                PackagedGateway.DISTRIBUTION.resolve("bin/gateway").toString(), "run", "--home", home.path("").toString());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("GATEWAY_CLASS_ARCHIVE", "off");
        builder.environment().put("GATEWAY_JAVA_OPTS", QuickStart.options() + "-Dorg.sqlite.tmpdir=" + noFolder);
        builder.redirectErrorStream(true).redirectOutput(folder.resolve("output").toFile());
        Process process = builder.start();
        try {
            assertTrue(process.waitFor(120, TimeUnit.SECONDS), "it goes on");
        } finally {
            process.destroyForcibly();
        }
        String output = Files.readString(folder.resolve("output"));
        assertEquals(1, process.exitValue(), output);
        assertTrue(output.contains("SQLite cannot be loaded from " + noFolder) && output.contains("-Dorg.sqlite.tmpdir=FOLDER"),
                output);
        assertTrue(output.lines().noneMatch(line -> line.startsWith("\tat ")), output);
    }
}
