// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.acceptance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.notificationgateway.delivery.PickupDialect;
import org.notificationgateway.support.DialectHome;
import org.notificationgateway.support.Effort;
import org.notificationgateway.support.TestGateway;
import org.notificationgateway.support.TestHome;

/** A reader that looks as often as it can, and reads each file the moment it sees it, never sees a part of one. */
class PickupPollerIT {
    private static final int MAILS = Effort.of(500, 10_000);
    private static final int AT_ONCE = 250;
    private static final int LARGE = 300_000;
    private static final Duration LONG = Duration.ofSeconds(Effort.of(60, 600));
    private static final Pattern NAME = Pattern.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\\.eml");
    private static final Pattern MESSAGE_ID = Pattern.compile("(?m)^Message-ID: *(<[^>]+>)");

    @TempDir
    private Path folder;

    /** Takes files away as a mail server does, so that it never has many to list, and keeps what it saw first. */
    private static final class Poller implements AutoCloseable {
        private final Path pickup;
        private final Path taken;
        private final Map<String, byte[]> first = new HashMap<>();
        private final List<String> strange = new ArrayList<>();
        private final AtomicInteger count = new AtomicInteger();
        private final AtomicBoolean over = new AtomicBoolean();
        private final Thread thread = new Thread(this::run, "poller");
        private long looks;

        Poller(Path pickup, Path taken) throws IOException {
            this.pickup = pickup;
            this.taken = Files.createDirectory(taken);
            thread.start();
        }

        private void run() {
            for (boolean last = false; !last; looks++) {
                last = over.get(); // one more look after everything is there
                try (DirectoryStream<Path> files = Files.newDirectoryStream(pickup)) {
                    for (Path file : files) {
                        String name = file.getFileName().toString();
                        if (!NAME.matcher(name).matches()) {
                            strange.add(name);
                        }
                        if (name.endsWith(".eml")) {
                            first.put(name, Files.readAllBytes(file));
                            Files.move(file, taken.resolve(name));
                            count.incrementAndGet();
                        }
                    }
                } catch (IOException e) {
                    strange.add(e.toString());
                }
            }
        }

        int count() {
            return count.get();
        }

        /** What it saw that was not the whole file, once nobody writes any more. */
        List<String> partial() throws IOException {
            List<String> partial = new ArrayList<>(strange);
            for (Map.Entry<String, byte[]> one : first.entrySet()) {
                byte[] whole = Files.readAllBytes(taken.resolve(one.getKey()));
                if (!Arrays.equals(whole, one.getValue())) {
                    partial.add(one.getKey() + ": " + one.getValue().length + " of " + whole.length + " bytes");
                }
            }
            return partial;
        }

        @Override
        public void close() throws InterruptedException {
            over.set(true);
            thread.join();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"WINDOWS_SMTP", "EXCHANGE_PICKUP"})
    void seesWholeFilesAlone(PickupDialect dialect) throws Exception {
        TestHome home = DialectHome.of(new TestHome(folder.resolve("home")), "data/pickup");
        try (TestGateway gateway = TestGateway.start(home);
                Poller poller = new Poller(home.path("data/pickup/" + DialectHome.sender(dialect)), folder.resolve("taken"))) {
            for (int from = 0; from < MAILS; from += AT_ONCE) {
                var answer = gateway.post(requests(dialect, from));
                assertEquals(202, answer.statusCode(), answer.body());
            }
            await().atMost(LONG).until(() -> poller.count() >= MAILS);
            poller.close();
            assertEquals(List.of(), poller.partial());
            assertEquals(MAILS, poller.count());
            Set<String> ids = new HashSet<>();
            for (byte[] seen : poller.first.values()) {
                String text = new String(seen, ISO_8859_1);
                Matcher id = MESSAGE_ID.matcher(text);
                assertTrue(id.find() && ids.add(id.group(1)), "each mail once, with its Message-ID: " + text);
                assertTrue(text.endsWith("\r\n"), "ends as it should");
            }
            System.out.println("poller, " + dialect.word() + ": " + poller.count() + " files in " + poller.looks + " looks, 0 in part");
        }
    }

    private static String requests(PickupDialect dialect, int from) {
        StringBuilder requests = new StringBuilder();
        for (int i = from; i < Math.min(MAILS, from + AT_ONCE); i++) {
            requests.append(i == from ? "[" : ",").append("{\"id\": \"").append(i).append("\", \"sender\": \"").append(DialectHome.sender(dialect))
                    .append("\", \"to\": \"ann@example.com\", \"bcc\": \"hidden@example.com\", \"subject\": \"s\", \"text\": \"")
                    .append("x".repeat(i % 50 == 0 ? LARGE : 7 * (i % 1_000))).append("\"}");
        }
        return requests.append("]").toString();
    }

    /** What the others rely on. */
    @Test
    void noticesAWriterThatWritesInPlace() throws Exception {
        Path pickup = Files.createDirectory(folder.resolve("pickup"));
        Path file = pickup.resolve("01234567-89ab-cdef-0123-456789abcdef.eml");
        try (Poller poller = new Poller(pickup, folder.resolve("taken"));
                OutputStream out = Files.newOutputStream(file)) {
            out.write(1);
            await().until(() -> poller.count() == 1);
            out.write(2);
            poller.close();
            assertEquals(1, poller.partial().size(), poller.partial().toString());
        }
    }
}
