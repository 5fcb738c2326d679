// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.trials;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.awaitility.core.ConditionTimeoutException;
import org.notificationgateway.support.Effort;
import org.notificationgateway.support.TestHome;

/**
 * One time that the disk fills up under a working gateway: mails of 1 KB to 20 MB come in through all doors, leave by SMTP
 * and pickup or wait, the disk is full for some seconds, and has room again. Then everything accepted must come out.
 */
final class DiskFullRound {
    private static final List<Integer> SIZES = List.of(1, 1024, 1, 1024, 70, 1024, 1, 70, 1024, 20_480, 1, 1024, 70, 1024); // KB

    private static final String USELESS = "lives on, and is not live";

    /** A disk that can be filled at will. */
    interface Disk {
        List<String> command();

        Map<String, String> environment();

        Path data();

        void fill() throws IOException;

        void free() throws IOException;
    }

    /**
     * How one went.
     *
     * @param end of the process that met the full disk
     */
    record Result(String end, Oracle.Verdict verdict) {
        /** Mail that waits for ever has not arrived; a gateway that cannot go on ends, so that somebody starts it again. */
        boolean isGood() {
            return verdict.isGood() && verdict.missing().isEmpty() && !end.startsWith(USELESS);
        }

        @Override
        public String toString() {
            return verdict + "; " + end;
        }
    }

    private final TestHome home;
    private final CollectingSmtpServer smtp;
    private final Disk disk;
    private final Oracle oracle;
    private final String name;
    private final TrialClient client;
    private final JmsCaller jms;
    private final FileCaller files;
    private final PickupReader pickup;
    private final AtomicInteger numbers = new AtomicInteger();
    private final AtomicLong budget;

    /** @param bulk bytes of mails above 1 KB in all */
    DiskFullRound(String name, TestHome home, CollectingSmtpServer smtp, Oracle oracle, Disk disk, long bulk) throws IOException {
        this.name = name;
        this.home = home;
        this.smtp = smtp;
        this.oracle = oracle;
        this.disk = disk;
        this.budget = new AtomicLong(bulk);
        home.write("config/appsettings.pickup.json", "{ \"MailSettings\": { \"FromAddress\": \"no-reply@contoso.com\","
                + " \"UseSpecifiedPickupDirectory\": true, \"PickupDirectory\": \"data/pickup\" } }")
                .set("intake.store-timeout", "5s")
                .set("delivery.retry-delays", "300ms"); // each attempt may write the mail anew
        client = new TrialClient(home);
        jms = JmsCaller.at(home);
        files = new FileCaller(disk.data());
        pickup = new PickupReader(disk.data().resolve("pickup"));
    }

    /**
     * @param before how many mails are accepted while there is room
     * @param full seconds with no room
     */
    Result run(CollectingSmtpServer.Answer answer, int before, int full) throws Exception {
        smtp.answer(answer);
        String end;
        try (TrialGateway gateway = start(); Work collectors = new Work(2)) {
            gateway.awaitStart();
            collectors.repeat(Duration.ofMillis(100), this::collect);
            try (Work callers = new Work(4)) {
                callers.repeat(Duration.ofMillis(50), () -> client.post(oracle, next("http", "server")));
                callers.repeat(Duration.ofMillis(50), () -> client.post(oracle, next("http", "pickup")));
                callers.repeat(Duration.ofMillis(100), send("file", mail -> files.drop(oracle, mail)));
                callers.repeat(Duration.ofMillis(100), send("jms", mail -> jms.send(oracle, mail)));
                awaitAccepted(before);
                try (Work filler = new Work(1)) {
                    filler.repeat(Duration.ofMillis(50), () -> {
                        disk.fill();
                        return null;
                    });
                    pass(full);
                }
                disk.free();
                pass(Effort.of(1, 2));
            }
            end = state(gateway);
            if (end.startsWith("goes on")) {
                return new Result(end, drained(gateway::isAlive));
            }
        }
        try (NextLife gateway = disk.command().isEmpty() ? NextLife.start(home) : NextLife.of(start()); Work collectors = new Work(2)) {
            collectors.repeat(Duration.ofMillis(100), this::collect);
            Oracle.Verdict verdict = drained(gateway::isAlive);
            return new Result(end + "; then " + (gateway.isAlive() ? client.health() : "no start"), verdict);
        }
    }

    private TrialGateway start() throws IOException {
        return TrialGateway.start(disk.command(), home, "", disk.environment());
    }

    private String state(TrialGateway gateway) throws Exception {
        if (gateway.isAlive()) {
            try { // what comes back by itself needs a moment
                await().atMost(Duration.ofSeconds(20)).until(() -> !gateway.isAlive() || client.isLive());
            } catch (ConditionTimeoutException e) {
                return USELESS + ": restarted by the trial";
            }
        }
        return gateway.isAlive() ? "goes on" : "ended with exit code " + gateway.exit();
    }

    private Oracle.Verdict drained(BooleanSupplier alive) throws Exception {
        smtp.answer(CollectingSmtpServer.Answer.TAKE);
        try {
            await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(200)).until(files::isDone);
        } catch (ConditionTimeoutException e) {
            // what nobody takes is not accepted
        }
        return new Drain(Duration.ofSeconds(90), Duration.ofSeconds(8)).verdict(oracle, client, alive);
    }

    private synchronized Object collect() throws IOException {
        files.collect(oracle);
        pickup.collect(oracle);
        return this;
    }

    private TrialMail next(String door, String sender) {
        int number = numbers.incrementAndGet();
        int size = SIZES.get(number % SIZES.size()) * 1024;
        boolean fits = size <= 1024 || budget.addAndGet(-size) > 0;
        return new TrialMail(name + "-" + door + "-" + number, sender, fits ? size : 1024);
    }

    private Callable<Object> send(String door, Sender sender) {
        return () -> {
            sender.send(next(door, numbers.get() % 2 == 0 ? "server" : "pickup"));
            return this;
        };
    }

    private void awaitAccepted(int mails) {
        try {
            await().atMost(Duration.ofSeconds(20)).until(() -> oracle.accepted() >= mails);
        } catch (ConditionTimeoutException e) {
            // a slow machine: what there is will do
        }
    }

    private static void pass(int seconds) {
        long until = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
        await().atMost(Duration.ofSeconds(seconds + 10L)).until(() -> System.nanoTime() - until > 0);
    }

    private interface Sender {
        void send(TrialMail mail) throws Exception;
    }
}
