// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.trials;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.notificationgateway.support.ScriptedSmtpServer;
import org.notificationgateway.support.TestHome;

/** Kills the gateway again and again while a program drops finished mails, and counts what the SMTP server got of them. */
final class EmlKilledRun {
    private static final Duration LONG = Duration.ofMinutes(2);
    private static final int MAILS_OF_A_LIFE = 100;

    private final Path folder;
    private final AtomicInteger dropped = new AtomicInteger();

    EmlKilledRun(Path folder) {
        this.folder = folder;
    }

    /** Every mail arrives, and what arrives twice is the same mail: an attempt was under way when the process died. */
    void killed(int times) throws Exception {
        Path mails = Files.createDirectory(folder.resolve("mails"));
        try (ScriptedSmtpServer smtp = new ScriptedSmtpServer()) {
            TestHome home = new TestHome(Files.createDirectories(folder.resolve("home")), TrialGateway.DISTRIBUTION)
                    .server("{ \"FromAddress\": \"no-reply@contoso.com\", \"Host\": \"127.0.0.1\", \"Port\": " + smtp.port() + " }")
                    .set("delivery.retry-delays", "1s").set("delivery.first-pause", "1s").set("delivery.longest-pause", "1s");
            Files.writeString(home.path("config/application.properties"),
                    "\ningress.eml.product.directory = " + mails + "\n", StandardOpenOption.APPEND);
            AtomicBoolean over = new AtomicBoolean();
            Thread writer = new Thread(() -> drop(mails, times * MAILS_OF_A_LIFE, over), "identity-manager");
            writer.start();
            Random random = new Random(21);
            for (int i = 0; i < times; i++) {
                try (TrialGateway gateway = TrialGateway.start(home, "")) {
                    int seen = smtp.mails().size();
                    int enough = seen + 5 + random.nextInt(MAILS_OF_A_LIFE / 2);
                    await().atMost(LONG).until(() -> smtp.mails().size() >= enough);
                    gateway.kill();
                }
            }
            over.set(true);
            writer.join();
            try (NextLife gateway = NextLife.start(home)) {
                await().atMost(LONG).until(() -> left(mails) == 0 && subjects(smtp).size() == dropped.get());
            }
            judge(smtp, times);
        }
    }

    private void judge(ScriptedSmtpServer smtp, int times) {
        Map<String, Set<String>> ids = new HashMap<>();
        for (byte[] mail : smtp.mails()) {
            String text = new String(mail, ISO_8859_1);
            ids.computeIfAbsent(header(text, "Subject: "), subject -> new HashSet<>()).add(header(text, "Message-ID: "));
            assertTrue(text.endsWith("\r\nwhole\r\n"), text);
        }
        assertTrue(ids.values().stream().allMatch(one -> one.size() == 1), "a mail that came twice is the same mail");
        int doubled = smtp.mails().size() - ids.size();
        System.out.println("killed " + times + " times while files were dropped: accepted " + dropped.get() + ", lost "
                + (dropped.get() - ids.size()) + ", sent twice " + doubled);
        assertEquals(dropped.get(), ids.size());
        assertTrue(doubled <= times * 4 * 2, "no more than was under way: " + doubled);
    }

    private static Set<String> subjects(ScriptedSmtpServer smtp) {
        Set<String> subjects = new HashSet<>();
        smtp.mails().forEach(mail -> subjects.add(header(new String(mail, ISO_8859_1), "Subject: ")));
        return subjects;
    }

    private static String header(String mail, String name) {
        return mail.lines().filter(line -> line.startsWith(name)).findFirst().orElse("");
    }

    private void drop(Path mails, int most, AtomicBoolean over) {
        try {
            while (!over.get() && dropped.get() < most) {
                int number = dropped.get() + 1;
                Path part = Files.writeString(folder.resolve("part"), "X-Sender: no-reply@contoso.com\r\nX-Receiver: ann@example.com\r\n"
                        + "From: no-reply@contoso.com\r\nTo: ann@example.com\r\nSubject: number " + number + "\r\n\r\nwhole\r\n", US_ASCII);
                Files.move(part, mails.resolve("mail " + number + ".eml"), StandardCopyOption.ATOMIC_MOVE);
                dropped.set(number);
                await().pollDelay(Duration.ofMillis(10)).until(() -> true);
            }
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static long left(Path mails) throws java.io.IOException {
        try (Stream<Path> all = Files.list(mails)) {
            return all.filter(file -> file.toString().endsWith(".eml")).count();
        }
    }
}
