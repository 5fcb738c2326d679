// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.notificationgateway.support.PackagedGateway;
import org.notificationgateway.support.TestHome;

/** A flood of files costs time and no memory. Takes minutes: {@code ./mvnw verify -Psoak}. */
class FileFloodSoak {
    private static final int FILES = 50_000;
    private static final int HEAP_MB = 128;

    @TempDir
    private Path folder;

    @Test
    @DisplayName("B84: 50,000 files at once are all mailed, each once, within 128 MB of heap")
    void allAreMailedOnceWithinASmallHeap() throws Exception {
        TestHome home = new TestHome(folder);
        Path inbox = Files.createDirectories(home.path("data/inbox"));
        for (int i = 0; i < FILES; i++) {
            Files.writeString(inbox.resolve("flood-" + i + ".json"),
                    "{\"to\":\"ann@example.com\",\"subject\":\"flood " + i + "\",\"text\":\"one of many\"}");
        }
        long start = System.nanoTime();
        Memory memory = new Memory();
        String command = PackagedGateway.DISTRIBUTION.resolve("bin/gateway").toString();
        try (PackagedGateway gateway = PackagedGateway.start(List.of(command), home, "-Xmx" + HEAP_MB + "m")) {
            await().atMost(Duration.ofMinutes(30)).pollInterval(Duration.ofSeconds(10)).until(() -> {
                assertTrue(gateway.isAlive(), gateway.output());
                memory.look(gateway);
                return count(home.path("data/inbox/.accepted")) == FILES;
            });
            double seconds = (System.nanoTime() - start) / 1e9;
            await().atMost(Duration.ofMinutes(30)).pollInterval(Duration.ofSeconds(1))
                    .until(() -> home.files("data/pickup", ".eml").count() >= FILES);
            double delivered = (System.nanoTime() - start) / 1e9;
            memory.look(gateway);
            System.out.printf("%d files accepted in %.0f s (%.0f a second), delivered in %.0f s; %s%n",
                    FILES, seconds, FILES / seconds, delivered, memory);
            assertEquals(0, count(home.path("data/inbox/.rejected")));
            assertEquals(FILES, home.files("data/pickup", ".eml").count(), "no mail twice");
            assertEquals(FILES, subjects(home).size(), "each mail once");
        }
        assertTrue(Memory.growth(memory.heap) <= 16 && Memory.growth(memory.resident) <= 64, memory.toString());
    }

    private static long count(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.count();
        }
    }

    private static Set<String> subjects(TestHome home) throws IOException {
        Set<String> subjects = new TreeSet<>();
        for (Path mail : home.files("data/pickup", ".eml").toList()) {
            try (Stream<String> lines = Files.lines(mail)) {
                lines.filter(line -> line.startsWith("Subject: ")).forEach(subjects::add);
            }
        }
        return subjects;
    }

    /** The memory of a process over time, in MB: its heap right after a collection, and what it has of the machine's. */
    private static final class Memory {
        private static final Pattern USED = Pattern.compile("generation .* used (\\d+)K");

        private final List<Long> heap = new ArrayList<>();
        private final List<Long> resident = new ArrayList<>();

        void look(PackagedGateway gateway) throws IOException, InterruptedException {
            jcmd(gateway, "GC.run");
            heap.add(USED.matcher(jcmd(gateway, "GC.heap_info")).results()
                    .mapToLong(used -> Long.parseLong(used.group(1))).sum() / 1024);
            resident.add(Files.readAllLines(Path.of("/proc/" + gateway.pid() + "/status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", ""))).sum() / 1024);
        }

        /** How much more it was at most in the second half of the time than in the first. */
        static long growth(List<Long> looks) {
            int half = looks.size() / 2;
            return Collections.max(looks.subList(half, looks.size())) - Collections.max(looks.subList(0, half));
        }

        private static String jcmd(PackagedGateway gateway, String command) throws IOException, InterruptedException {
            Process jcmd = new ProcessBuilder(
                    Path.of(System.getProperty("java.home"), "bin/jcmd").toString(), "" + gateway.pid(), command).start();
            String output = new String(jcmd.getInputStream().readAllBytes(), UTF_8);
            assertEquals(0, jcmd.waitFor(), output);
            return output;
        }

        @Override
        public String toString() {
            return "MB of heap after collection " + heap + ", MB resident " + resident;
        }
    }
}
