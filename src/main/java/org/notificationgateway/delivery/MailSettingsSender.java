// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.delivery;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.component.mail.DefaultJavaMailSender;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.mail.Envelope;
import org.notificationgateway.settings.Durations;
import org.notificationgateway.smtp.SmtpMail;
import org.notificationgateway.smtp.SmtpOutcome;
import org.notificationgateway.smtp.SmtpServer;
import org.notificationgateway.smtp.SmtpTransport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what Camel's smtp endpoint hands over to the server that the mail's own sender has in its MailSettings, so
 * that one route serves every sender. Recipients come from the envelope; what each got is reported to the mail. Safe to
 * share.
 */
public final class MailSettingsSender extends DefaultJavaMailSender {
    /** What an endpoint with this sender gives as its host: the real one is in MailSettings. */
    public static final String HOST = "mail-settings";

    private static final Logger LOG = LoggerFactory.getLogger("gateway.delivery");

    private final SmtpServers servers;
    private final SmtpTransport transport;
    private final SenderCircuitBreaker breaker;
    private final Map<String, Boolean> elsewhere = new ConcurrentHashMap<>(); // by sender: told of already

    /** @param breaker knows for how long a sender's own server could not be used */
    public MailSettingsSender(SmtpServers servers, SmtpTransport transport, SenderCircuitBreaker breaker) {
        this.servers = servers;
        this.transport = transport;
        this.breaker = breaker;
    }

    /**
     * Makes one attempt and reports to the mail what it achieved.
     *
     * @throws MessagingException if the message or its sender is not for this way
     */
    @Override
    public void send(MimeMessage message) throws MessagingException {
        if (!(message instanceof FinishedMail mail)) {
            throw new MessagingException("mailSettingsSender sends the mail of an outbox route: found a "
                    + message.getClass().getSimpleName() + "; Camel's own sender takes it (no javaMailSender, and a host)");
        }
        SmtpServer server = servers.of(mail.sender());
        if (server == null) {
            throw new MessagingException("the MailSettings of sender " + mail.sender() + " name no SMTP server");
        }
        try {
            mail.report(report(attempt(server, mail)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MessagingException("interrupted", e);
        }
    }

    /** At its own server, or, if that cannot be used for long, at the one that is set instead. */
    private Map<String, SmtpOutcome> attempt(SmtpServer server, FinishedMail mail) throws InterruptedException {
        Envelope envelope = mail.envelope();
        SmtpMail bytes = new SmtpMail(envelope.from(), envelope.recipients(), mail.bytes(), mail.eightBitAnyway());
        Map<String, SmtpOutcome> outcomes = transport.send(server, bytes);
        SmtpServers.Fallback fallback = servers.fallback(mail.sender());
        boolean unused = outcomes.values().stream().allMatch(outcome -> outcome.kind() == SmtpOutcome.Kind.NOT_TRIED);
        if (!unused) {
            if (elsewhere.remove(mail.sender()) != null) {
                LOG.info("sender {} delivers to {}:{} again", mail.sender(), server.host(), server.port());
            }
            return outcomes;
        }
        if (fallback == null || !breaker.hasPausedFor(mail.sender(), fallback.after())) {
            return outcomes;
        }
        SmtpServer other = servers.server(mail.sender(), fallback);
        String name = other.host() + ":" + other.port();
        if (elsewhere.putIfAbsent(mail.sender(), true) == null) {
            LOG.warn("sender {} falls back to {}, since {}:{} could not be used for {}", mail.sender(), name, server.host(),
                    server.port(), Durations.format(fallback.after()));
        }
        Map<String, SmtpOutcome> instead = transport.send(other, bytes);
        instead.replaceAll((recipient, outcome) -> outcome.through("fallback " + name));
        return instead;
    }

    private static DeliveryReport report(Map<String, SmtpOutcome> outcomes) {
        Map<String, DeliveryOutcome> report = new LinkedHashMap<>();
        outcomes.forEach((recipient, outcome) -> report.put(recipient, outcome(outcome)));
        return new DeliveryReport(report);
    }

    private static DeliveryOutcome outcome(SmtpOutcome outcome) {
        return switch (outcome.kind()) {
            case TAKEN -> new DeliveryOutcome.Delivered(outcome.reply());
            case TRY_AGAIN -> new DeliveryOutcome.TryAgain(outcome.reply());
            case REFUSED -> new DeliveryOutcome.GiveUp(outcome.reply());
            case NOT_TRIED -> new DeliveryOutcome.NotTried(outcome.reply());
        };
    }

    @Override
    public @Nullable Session getSession() {
        return Session.getInstance(new Properties());
    }
}
