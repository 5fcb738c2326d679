// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.acceptance;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.notificationgateway.delivery.PickupDialect;
import org.notificationgateway.support.DialectHome;
import org.notificationgateway.support.PackagedGateway;
import org.notificationgateway.support.TestGateway;
import org.notificationgateway.support.TestHome;

/**
 * Whatever befalls a pickup directory, its mail waits, the log names the directory, and once it is back the mail goes there, once. The
 * packaged program has the directories of all dialects on a small disk in a mount namespace of its own, as any account may have.
 */
@TestInstance(Lifecycle.PER_CLASS)
class PickupDirectoryFaultsIT {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final List<String> SENDERS = Stream.of(PickupDialect.values()).map(DialectHome::sender).toList();
    private static final String MACHINE = """
            cd '%1$s' && mount -t tmpfs -o size=8m tmpfs disk && mkdir disk/mail && mount --bind disk/mail mail || exit 1
            for sender in %2$s; do mkdir mail/$sender; done
            cd / && exec "$@"
            """;

    /** What happens, and what undoes it, in the folder above the directories. */
    private enum Fault {
        MISSING("mv mail/$1 mail/$1.away", "mv mail/$1.away mail/$1"),
        WITHOUT_STAGING("mv mail/$1.staging mail/$1.away", "mv mail/$1.away mail/$1.staging"),
        REPLACED_BY_A_FILE("mv mail/$1 mail/$1.away && touch mail/$1", "rm mail/$1 && mv mail/$1.away mail/$1"),
        REPLACED_BY_A_LINK_TO_ANOTHER_DISK("mv mail/$1 mail/$1.away && ln -s \"$PWD/other\" mail/$1", "rm mail/$1 && mv mail/$1.away mail/$1"),
        FULL("for size in 64k 4k; do dd if=/dev/zero bs=$size 2> /dev/null >> disk/filler; done; true", "rm -f disk/filler"),
        READ_ONLY("mount -o remount,bind,ro mail", "mount -o remount,bind,rw mail"),
        UNMOUNTED("if mountpoint -q mail; then umount -l mail; fi", "mountpoint -q mail || mount --bind disk/mail mail");

        private final String harm;
        private final String repair;

        Fault(String harm, String repair) {
            this.harm = harm;
            this.repair = repair;
        }
    }

    private Path folder;
    private TestHome home;
    private PackagedGateway gateway;

    @BeforeAll
    void start(@TempDir Path temporary) throws Exception {
        folder = temporary.toRealPath();
        for (String name : List.of("disk", "mail", "other")) {
            Files.createDirectory(folder.resolve(name));
        }
        home = DialectHome.of(new TestHome(folder.resolve("home")), folder + "/mail");
        String machine = MACHINE.formatted(folder, String.join(" ", SENDERS));
        gateway = PackagedGateway.start(
                List.of("unshare", "-Urm", "sh", "-c", machine, "gateway", PackagedGateway.DISTRIBUTION.resolve("bin/gateway").toString()),
                home, "-Xmx256m");
    }

    @AfterAll
    void stop() throws Exception {
        if (gateway != null) {
            gateway.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void mailWaitsAndGoesOnAlone(Fault fault) throws Exception {
        each(fault.harm);
        try {
            for (String sender : SENDERS) {
                assertEquals(202, post(sender, fault.name()), sender);
            }
            for (String sender : SENDERS) {
                await().atMost(LONG).until(() -> lines(sender, fault.name(), "1 pending: pickup directory " + folder + "/mail/" + sender + ": ") >= 2);
            }
        } finally {
            each(fault.repair);
        }
        for (String sender : SENDERS) {
            await().atMost(LONG).until(() -> mails(sender, fault.name()) == 1);
            await().atMost(LONG).until(() -> lines(sender, fault.name(), "1 delivered: handed over") == 1);
        }
        await().during(Duration.ofMillis(500)).until(() -> SENDERS.stream().allMatch(sender -> mails(sender, fault.name()) == 1));
        assertTrue(SENDERS.stream().allMatch(sender -> files(sender + ".staging").isEmpty()), "nothing is left in staging");
        try (Stream<Path> other = Files.list(folder.resolve("other"))) {
            assertEquals(List.of(), other.toList());
        }
        System.out.println("pickup directory " + fault + ": " + SENDERS.size() + " mails waited, each came once; "
                + gateway.output().lines().filter(line -> line.contains("/" + fault.name() + " attempt 1")).findFirst().orElseThrow()
                        .replaceFirst(".* attempt 1", "attempt 1").replace(folder.toString(), ""));
    }

    /** Somebody made it anew: it is the directory now. */
    @Test
    void mailGoesIntoADirectoryThatWasMadeAnew() throws Exception {
        each("mv mail/$1 mail/$1.before && mkdir mail/$1");
        for (String sender : SENDERS) {
            assertEquals(202, post(sender, "anew"));
            await().atMost(LONG).until(() -> mails(sender, "anew") == 1);
        }
        each("mv mail/$1.before/* mail/$1/ 2> /dev/null; rmdir mail/$1.before");
    }

    /** In the namespace of the program. */
    private void each(String script) throws IOException, InterruptedException {
        for (String sender : SENDERS) {
            Process process = new ProcessBuilder("nsenter", "-t", "" + gateway.pid(), "-U", "-m", "--preserve-credentials",
                    "sh", "-c", "cd '" + folder + "' && { " + script + "; }", "sh", sender).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes());
            assertTrue(process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0, script + " for " + sender + ": " + said);
        }
    }

    private int post(String sender, String id) {
        String json = "{\"sender\": \"%s\", \"id\": \"%s\", \"to\": \"ann@example.com\", \"subject\": \"%s\", \"text\": \"%s\"}"
                .formatted(sender, id, id, "x".repeat(20_000));
        return TestGateway.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + home.httpPort() + "/notifications"))
                .header("Content-Type", "application/json").POST(BodyPublishers.ofString(json)).build()).statusCode();
    }

    private long lines(String sender, String id, String words) throws IOException {
        return gateway.output().lines().filter(line -> line.contains(" " + sender + "/" + id + " ") && line.contains(words)).count();
    }

    /** How often a mail lies in a directory, as the program sees it. */
    private long mails(String sender, String subject) {
        return files(sender).stream().filter(file -> {
            try {
                return Files.readString(file).contains("Subject: " + subject + "\r\n");
            } catch (IOException e) {
                return false;
            }
        }).count();
    }

    private List<Path> files(String name) {
        try (Stream<Path> files = Files.list(Path.of("/proc/" + gateway.pid() + "/root" + folder + "/mail/" + name))) {
            return files.toList();
        } catch (IOException e) {
            return List.of();
        }
    }
}
