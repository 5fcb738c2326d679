// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The packaged gateway, run as users run it, and what its management port says. */
final class Gateway implements AutoCloseable {
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final Duration SELDOM = Duration.ofMillis(200);
    private static final Duration OFTEN = Duration.ofMillis(20);

    private final GatewayHome home;
    private final Child child;

    private Gateway(GatewayHome home, Child child) {
        this.home = home;
        this.child = child;
    }

    /** Returns when it is ready. */
    static Gateway start(Layout layout, GatewayHome home) throws Exception {
        return start(layout, home, Path.of(System.getProperty("java.home")), "");
    }

    /**
     * Returns when it is ready.
     *
     * @param javaOptions further options of its JVM
     */
    static Gateway start(Layout layout, GatewayHome home, Path javaHome, String javaOptions) throws Exception {
        Map<String, String> environment = new HashMap<>();
        environment.put("JAVA_HOME", javaHome.toString());
        environment.put("GATEWAY_JAVA_OPTS", javaOptions);
        environment.put("SMTP_PASSWORD", "secret");
        String name = home.folder().getFileName().toString();
        Child child = Child.silent(name, layout.log(name), List.of(
                layout.distribution().resolve("bin/gateway").toString(), "run", "--home", home.folder().toString()),
                environment);
        Gateway gateway = new Gateway(home, child);
        try {
            Wait.until(name + " ready", Duration.ofSeconds(60), Duration.ofMillis(10), gateway::isReady);
        } catch (Exception e) {
            child.close();
            throw e;
        }
        return gateway;
    }

    private boolean isReady() {
        child.mustRun();
        try {
            return HttpResponse.get(home.managementPort(), "/observe/health/ready").substring(8).startsWith(" 200");
        } catch (IOException e) {
            return false;
        }
    }

    Child child() {
        return child;
    }

    /** POSTs exactly so many requests and returns when all are answered with 202. */
    HttpLoad.Answers post(byte[] request, int count, int clients) throws Exception {
        return new HttpLoad(home.port(), request, 202).send(count, clients);
    }

    /** Where mail goes from now on; also ends a pause at once. */
    void deliver(MailSettings mail) throws IOException {
        home.write(mail);
    }

    /** The same, and returns when it holds: a mail posted afterwards goes nowhere else. */
    void switchTo(MailSettings mail) throws Exception {
        deliver(mail);
        Thread.sleep(3 * GatewayHome.SETTINGS_INTERVAL.toMillis()); // nothing outside tells when they hold
    }

    /** Mails delivered since the start; exact, and counted just before the commit that forgets the mail. */
    long delivered() throws IOException {
        return metric("gateway_outcomes_total", "outcome=\"delivered\"");
    }

    /** Mails that wait; looked up by the gateway once a second. */
    private long waiting() throws IOException {
        return metric("gateway_outbox_entries", "sender=\"server\"");
    }

    /**
     * Returns once so many are delivered. Each answer costs the gateway CPU, and each wait too long is taken for its
     * time: so it sleeps half of what is left at the present rate.
     */
    void awaitDelivered(long count) throws Exception {
        long start = System.nanoTime();
        long before = delivered();
        Wait.until(count + " mails delivered", LONGEST, OFTEN, () -> {
            child.mustRun();
            long now = delivered();
            long left = count - now;
            long done = Math.max(1, now - before);
            long nanos = Math.min(SELDOM.toNanos(), (System.nanoTime() - start) / done * left / 2);
            if (left > 0 && nanos > OFTEN.toNanos()) {
                TimeUnit.NANOSECONDS.sleep(nanos - OFTEN.toNanos());
            }
            return left <= 0;
        });
    }

    /** Returns once the outbox is empty, so that no mail of one run is left to the next. */
    void awaitEmpty() throws Exception {
        Wait.until("empty outbox", LONGEST, Duration.ofMillis(100), () -> waiting() == 0);
    }

    private long metric(String name, String label) throws IOException {
        return HttpResponse.get(home.managementPort(), "/observe/metrics").lines()
                .filter(line -> line.startsWith(name + "{") && line.contains(label))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    @Override
    public void close() throws InterruptedException {
        child.close();
    }
}
