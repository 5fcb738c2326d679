// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.delivery;

import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.eclipse.angus.mail.smtp.SMTPMessage;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.mail.Envelope;

/**
 * A mail composed once and for all, as an outbox route hands it on: every attempt, restart and resend sends these same
 * bytes. Camel's own smtp endpoint can send it, too. It shows no headers, since Camel's debug log asks for
 * subject and recipients; convert it to bytes to read them. The endpoint that delivers it reports here, recipient by recipient.
 * Only the reports may come from several threads.
 */
public final class FinishedMail extends SMTPMessage {
    private static final Session NO_SESSION = Session.getInstance(new Properties());

    private final String sender;
    private final String messageId;
    private final Envelope envelope;
    private final byte[] bytes;
    private final boolean eightBitAnyway;
    private final Map<String, Supplier<DeliveryOutcome>> reported = Collections.synchronizedMap(new LinkedHashMap<>());
    private volatile @Nullable CompletableFuture<?> unconfirmed;

    /** A mail that goes only where all its bytes are welcome. */
    public FinishedMail(String sender, String messageId, Envelope envelope, byte[] bytes) {
        this(sender, messageId, envelope, bytes, false);
    }

    /**
     * @param sender name of the configured sender whose MailSettings decide the delivery
     * @param messageId Message-ID with its angle brackets, as it stands in the bytes
     * @param bytes RFC 5322 message, CRLF throughout, no Bcc; not to be changed
     * @param eightBitAnyway true if bytes beyond ASCII go to a server that does not offer to take them
     */
    public FinishedMail(String sender, String messageId, Envelope envelope, byte[] bytes, boolean eightBitAnyway) {
        super(NO_SESSION);
        this.eightBitAnyway = eightBitAnyway;
        this.sender = sender;
        this.messageId = messageId;
        this.envelope = envelope;
        this.bytes = bytes;
        setEnvelopeFrom(envelope.from());
    }

    public String sender() {
        return sender;
    }

    public String messageId() {
        return messageId;
    }

    public Envelope envelope() {
        return envelope;
    }

    public byte[] bytes() {
        return bytes;
    }

    boolean eightBitAnyway() {
        return eightBitAnyway;
    }

    /** Says what an attempt achieved. The first report of a recipient stands, whatever is said of them later. */
    public void report(DeliveryReport report) {
        report.outcomes().forEach((recipient, outcome) -> reported.putIfAbsent(recipient, () -> outcome));
    }

    /**
     * The same for an attempt that goes on, and that the disk has to confirm in the end.
     *
     * @param outcome completes with what waits for the disk, and has the same answer each time; asked by who settles the mail
     */
    public void report(Collection<String> recipients, CompletableFuture<Supplier<DeliveryOutcome>> outcome) {
        recipients.forEach(recipient -> reported.putIfAbsent(recipient, () -> outcome.join().get()));
        CompletableFuture<?> others = unconfirmed;
        unconfirmed = others == null ? outcome : CompletableFuture.allOf(others, outcome);
    }

    /** Says the same of everybody of whom nothing was reported. */
    public void reportRest(DeliveryOutcome outcome) {
        envelope.recipients().forEach(recipient -> reported.putIfAbsent(recipient, () -> outcome));
    }

    /** What has been reported so far; waits until it is confirmed. */
    public DeliveryReport reported() {
        synchronized (reported) {
            Map<String, DeliveryOutcome> outcomes = new LinkedHashMap<>();
            reported.forEach((recipient, outcome) -> outcomes.put(recipient, outcome.get()));
            return new DeliveryReport(outcomes);
        }
    }

    /** Completes when {@link #reported} waits for no more than what many can wait for together; null if for nothing at all. */
    public @Nullable CompletableFuture<?> unconfirmed() {
        return unconfirmed;
    }

    /** True when something was reported of each recipient. */
    public boolean isReported() {
        return reported.keySet().containsAll(envelope.recipients());
    }

    @Override
    public Address[] getAllRecipients() throws MessagingException {
        Address[] all = new Address[envelope.recipients().size()];
        for (int i = 0; i < all.length; i++) {
            all[i] = new InternetAddress(envelope.recipients().get(i));
        }
        return all;
    }

    @Override
    public String getMessageID() {
        return messageId;
    }

    @Override
    public int getSize() {
        return bytes.length;
    }

    @Override
    public void writeTo(OutputStream out, String @Nullable [] ignored) throws IOException {
        out.write(bytes);
    }

    /** Does nothing: a sender that saves first must not change a byte. */
    @Override
    public void saveChanges() {}
}
