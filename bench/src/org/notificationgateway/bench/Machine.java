// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.bench;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Says where and when figures were taken, without which they mean nothing. */
final class Machine {
    private Machine() {}

    static ObjectNode describe(Layout layout, Options options) throws IOException {
        ObjectNode machine = JsonNodeFactory.instance.objectNode();
        machine.put("date", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        machine.put("runs", options.runs());
        machine.put("quick", options.quick());
        machine.put("processors", Runtime.getRuntime().availableProcessors());
        machine.put("processor", first(Path.of("/proc/cpuinfo"), "model name"));
        machine.put("memory", first(Path.of("/proc/meminfo"), "MemTotal"));
        machine.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        machine.put("load", Files.readString(Path.of("/proc/loadavg")).split(" ")[0]);
        machine.put("jdk", System.getProperty("java.runtime.version"));
        machine.put("jvmFlags", String.join(" ", Layout.JVM_FLAGS));
        machine.put("node", System.getProperty("bench.node"));
        machine.put("commit", System.getProperty("bench.commit"));
        machine.put("distribution", layout.distribution().getFileName().toString());
        return machine;
    }

    private static String first(Path file, String key) throws IOException {
        return Files.readAllLines(file).stream()
                .filter(line -> line.startsWith(key))
                .map(line -> line.substring(line.indexOf(':') + 1).trim())
                .findFirst()
                .orElse("unknown");
    }
}
