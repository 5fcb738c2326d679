// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.smtp;

import jakarta.mail.MessagingException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongSupplier;
import org.notificationgateway.delivery.DeliveryOutcome;
import org.notificationgateway.delivery.DeliveryReport;
import org.notificationgateway.delivery.FinishedMail;
import org.notificationgateway.delivery.RepliesFile;
import org.notificationgateway.delivery.SenderCircuitBreaker;
import org.notificationgateway.delivery.SmtpServers;
import org.notificationgateway.settings.Delivery;
import org.notificationgateway.settings.MailSettings;
import org.notificationgateway.settings.SecureSocketOption;
import org.notificationgateway.settings.Senders;

/** Lines that stay open from mail to mail, with every timeout short, for tests of what the program does over many. */
final class SmtpBench implements AutoCloseable {
    static final Duration STEP = Duration.ofSeconds(20);

    final SenderCircuitBreaker gate;
    private final TestSmtpSender lines;

    /** What a test may vary. */
    static final class Plan {
        private final int port;
        private String host = "127.0.0.1";
        private SecureSocketOption security = SecureSocketOption.NONE;
        private Delivery.Credentials login;
        private Duration reply = STEP;
        private Duration total = Duration.ofMinutes(1);
        private Duration pause = Duration.ofMillis(1);
        private Duration longestPause = Duration.ofMillis(1);
        private SmtpConnector.Resolver resolver = InetAddress::getAllByName;
        private List<X509Certificate> trust = List.of();
        private int connections = 4;
        private LongSupplier nanos = System::nanoTime;

        Plan(int port) {
            this.port = port;
        }

        Plan host(String name) {
            host = name;
            return this;
        }

        Plan security(SecureSocketOption option) {
            security = option;
            return this;
        }

        Plan login(String user, String password) {
            login = new Delivery.Credentials(user, password);
            return this;
        }

        Plan replyWithin(Duration patience) {
            reply = patience;
            return this;
        }

        Plan totalWithin(Duration patience) {
            total = patience;
            return this;
        }

        Plan pausing(Duration length) {
            return pausing(length, length);
        }

        Plan pausing(Duration first, Duration longest) {
            pause = first;
            longestPause = longest;
            return this;
        }

        Plan resolving(SmtpConnector.Resolver names) {
            resolver = names;
            return this;
        }

        Plan trusting(Path certificates) {
            try {
                trust = TrustedServers.read(Files.readAllBytes(certificates));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return this;
        }

        Plan connections(int most) {
            connections = most;
            return this;
        }

        /** For how the hour of a ceiling passes. */
        Plan nanos(LongSupplier clock) {
            nanos = clock;
            return this;
        }

        SmtpBench lines() {
            return new SmtpBench(this);
        }
    }

    private SmtpBench(Plan plan) {
        Delivery delivery = new Delivery.Smtp(plan.host, plan.port, plan.security, plan.login);
        Senders senders = new Senders(List.of(new MailSettings("server", "no-reply@contoso.com", delivery, "a test")));
        SmtpTimeouts timeouts = new SmtpTimeouts(
                plan.reply, plan.reply, plan.reply, plan.reply, plan.reply, plan.reply, plan.total);
        gate = new SenderCircuitBreaker(plan.pause, plan.longestPause, Clock.systemUTC(), SmtpServers.plain(senders));
        lines = new TestSmtpSender(senders, new SmtpSettings(
                timeouts, plan.connections, 100, Duration.ofMinutes(5), Duration.ofSeconds(30), "", false, plan.trust,
                RepliesFile.shipped()),
                AccessTokens.NONE, gate, plan.resolver, plan.nanos);
    }

    int open() {
        return lines.open();
    }

    DeliveryReport send(FinishedMail mail) {
                try {
            lines.sender().send(mail);
        } catch (MessagingException e) {
            throw new IllegalStateException(e);
        }
        return mail.reported();
    }

    /** One attempt at the usual mail to one recipient. */
    DeliveryOutcome send() {
        return send(SmtpAttempt.mail(SmtpAttempt.GOOD)).outcomes().get(SmtpAttempt.GOOD);
    }

    String word() {
        return send().getClass().getSimpleName();
    }

    /** As many attempts from as many threads at once. */
    List<String> words(int threads, int each) throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(threads);
        try {
            List<Future<String>> all = new ArrayList<>();
            for (int i = 0; i < threads * each; i++) {
                all.add(callers.submit(this::word));
            }
            List<String> words = new ArrayList<>();
            for (Future<String> one : all) {
                words.add(one.get());
            }
            return words;
        } finally {
            callers.shutdownNow();
        }
    }

    @Override
    public void close() {
        lines.close();
    }
}
