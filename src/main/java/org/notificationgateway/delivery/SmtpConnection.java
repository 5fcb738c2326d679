// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.delivery;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.notificationgateway.mail.FinishedMail;

/**
 * An open, greeted and logged-in line to a server, over which mails go one after the other (RFC 5321 3.3), with commands
 * in one write where the server offers PIPELINING (RFC 2920). One thread at a time.
 */
final class SmtpConnection implements Closeable {
    private static final int PIECE = 65_536;

    private final SmtpLine line;
    private final boolean pipelining;
    private final boolean sizes;
    private final boolean eightBits;
    private final SmtpTimeouts timeouts;
    private final long largest;
    private final long openedAt = System.nanoTime();
    private long usedAt = openedAt;
    private int mails;
    private boolean broken;
    private boolean crowded;

    SmtpConnection(SmtpLine line, SmtpExtensions extensions, SmtpTimeouts timeouts) {
        this.line = line;
        pipelining = extensions.has("PIPELINING");
        sizes = extensions.has("SIZE");
        eightBits = extensions.has("8BITMIME");
        this.timeouts = timeouts;
        largest = extensions.size();
    }

    /** Says that an idle line was dead before it took anything of a mail, which may go over another one at once. */
    static final class StaleException extends IOException {
        StaleException(IOException cause) {
            super("the server had closed the idle line", cause);
        }
    }

    /** False once the line is lost or was given up. */
    boolean isUsable() {
        return !broken;
    }

    /** True when the server said at the last mail that it is busy, or has too many of us (421, 432, 454). */
    boolean isCrowded() {
        return crowded;
    }

    /** How many mails it has carried. */
    int mails() {
        return mails;
    }

    long ageNanos() {
        return System.nanoTime() - openedAt;
    }

    long idleNanos() {
        return System.nanoTime() - usedAt;
    }

    SmtpLine line() {
        return line;
    }

    /**
     * One attempt at one mail. Whatever goes wrong after a recipient was named is an outcome.
     *
     * @throws StaleException if the line was dead
     * @throws ServerFaultException if the server wants something of us before it takes any mail
     */
    DeliveryReport send(FinishedMail mail) throws IOException {
        crowded = false; // what it said to an earlier mail is acted upon already
        boolean eightBit = WireBytes.isEightBit(mail.bytes());
        String misfit = misfit(mail, eightBit);
        if (!misfit.isEmpty()) {
            return DeliveryReport.same(mail.envelope(), new DeliveryOutcome.GiveUp(misfit));
        }
        Transaction transaction = new Transaction(mail, eightBit);
        try {
            line.begin(timeouts.total());
            transaction.run();
        } catch (ServerFaultException | StaleException e) {
            broken = true;
            throw e;
        } catch (IOException e) {
            broken = true;
            if (transaction.mayGoOverAnotherLine()) {
                throw new StaleException(e);
            }
            transaction.lost(e);
        } finally {
            mails++;
            usedAt = System.nanoTime();
            line.rest();
        }
        return transaction.report();
    }

    /** Why this server cannot take the mail as it is; asked before a byte of it is sent. */
    private String misfit(FinishedMail mail, boolean eightBit) {
        if (mail.bytes().length > largest) {
            return "552 5.3.4 too large: the mail has " + mail.bytes().length + " bytes, the server takes "
                    + largest;
        }
        if (eightBit && !eightBits) {
            return "554 5.6.3 not transportable: the mail has bytes beyond ASCII, the server offers no 8BITMIME";
        }
        return "";
    }

    /** The state of one mail on its way. */
    private final class Transaction {
        private final FinishedMail mail;
        private final Map<String, DeliveryOutcome> outcomes = new LinkedHashMap<>();
        private final List<String> accepted = new ArrayList<>();
        private final boolean eightBit;
        private final boolean reused = mails > 0;
        private boolean answered;
        private boolean dotSent;

        Transaction(FinishedMail mail, boolean eightBit) {
            this.mail = mail;
            this.eightBit = eightBit;
        }

        /** True for a line that died while nobody used it: its server has seen nothing of this mail. */
        boolean mayGoOverAnotherLine() {
            return reused && !answered;
        }

        DeliveryReport report() {
            return new DeliveryReport(outcomes);
        }

        /** MAIL, RCPT for each, DATA, the mail: as far as the replies let it. */
        void run() throws IOException {
            boolean takesData = pipelining ? pipelined() : stepwise();
            if (takesData) {
                data();
            } else if (!broken) {
                reset();
            }
        }

        private boolean stepwise() throws IOException {
            line.write(mailCommand(), timeouts.write());
            if (!mailReply()) {
                return false;
            }
            for (String recipient : mail.envelope().recipients()) {
                line.write(recipientCommand(recipient), timeouts.write());
                recipientReply(recipient);
            }
            if (accepted.isEmpty() || broken) {
                return false;
            }
            line.write("DATA\r\n", timeouts.write());
            return dataReply();
        }

        private boolean pipelined() throws IOException {
            StringBuilder commands = new StringBuilder(mailCommand());
            mail.envelope().recipients().forEach(recipient -> commands.append(recipientCommand(recipient)));
            line.write(commands.append("DATA\r\n").toString(), timeouts.write());
            boolean sender = mailReply();
            if (broken) {
                return false;
            }
            for (String recipient : mail.envelope().recipients()) {
                if (sender) {
                    recipientReply(recipient);
                } else {
                    line.reply("RCPT", timeouts.command()); // of no meaning without a sender
                }
            }
            boolean takesData = dataReply();
            if (takesData && accepted.isEmpty()) {
                giveUpLine(); // it waits for a mail to nobody
                return false;
            }
            return takesData && !broken;
        }

        private String mailCommand() {
            String size = sizes ? " SIZE=" + mail.bytes().length : "";
            String body = eightBit ? " BODY=8BITMIME" : "";
            return "MAIL FROM:<" + mail.envelope().from() + ">" + size + body + "\r\n";
        }

        private String recipientCommand(String recipient) {
            return "RCPT TO:<" + recipient + ">\r\n";
        }

        private boolean mailReply() throws IOException {
            SmtpReply reply = answer(line.reply("MAIL", timeouts.command()));
            if (reply.code() == 530 || reply.code() == 538) { // RFC 4954 6, RFC 3207 4: not this mail is at fault
                throw new ServerFaultException("the server wants a login or TLS first: " + reply, null);
            }
            if (!reply.isPositive()) {
                all(reply.refusal());
            }
            return reply.isPositive();
        }

        private void recipientReply(String recipient) throws IOException {
            if (broken) {
                return;
            }
            SmtpReply reply = answer(line.reply("RCPT", timeouts.command()));
            if (reply.isPositive()) {
                accepted.add(recipient);
            } else {
                outcomes.put(recipient, reply.refusal());
            }
        }

        private boolean dataReply() throws IOException {
            if (broken) {
                return false;
            }
            SmtpReply reply = answer(line.reply("DATA", timeouts.data()));
            if (reply.code() != 354) {
                rest(reply.isPositive()
                        ? new DeliveryOutcome.TryAgain("unexpected reply to DATA: " + reply)
                        : reply.refusal());
            }
            return reply.code() == 354;
        }

        private void data() throws IOException {
            byte[] bytes = mail.bytes();
            int from = 0;
            for (; bytes.length - from > PIECE; from += PIECE) {
                write(bytes, from);
            }
            byte[] end = WireBytes.ended(bytes, from);
            dotSent = true;
            line.write(end, 0, end.length, "the mail", timeouts.write());
            SmtpReply reply = answer(line.reply("the mail", timeouts.finalDot()));
            rest(reply.isPositive() ? new DeliveryOutcome.Delivered(reply.toString()) : reply.refusal());
            if (!broken && !outcomes.values().stream().allMatch(DeliveryOutcome.Delivered.class::isInstance)) {
                reset();
            }
        }

        /** Most pieces of a large mail go out as they are, without being copied. */
        private void write(byte[] bytes, int from) throws IOException {
            if (WireBytes.isStuffingNeeded(bytes, from, from + PIECE)) {
                byte[] stuffed = WireBytes.stuffed(bytes, from, from + PIECE);
                line.write(stuffed, 0, stuffed.length, "the mail", timeouts.write());
            } else {
                line.write(bytes, from, PIECE, "the mail", timeouts.write());
            }
        }

        /** Nothing of this mail may cling to the next one. */
        private void reset() throws IOException {
            try {
                line.write("RSET\r\n", timeouts.write());
                if (!line.reply("RSET", timeouts.command()).isPositive()) {
                    giveUpLine();
                }
            } catch (IOException e) {
                giveUpLine(); // the outcomes are known
            }
        }

        private SmtpReply answer(SmtpReply reply) throws StaleException {
            if (reply.isFarewell() && mayGoOverAnotherLine()) {
                throw new StaleException(new IOException(reply.toString()));
            }
            answered = true;
            crowded |= reply.isCrowded();
            if (reply.isFarewell()) {
                rest(reply.refusal());
                giveUpLine();
            }
            return reply;
        }

        /** The line was lost: nobody has the mail, unless the server had all of it. */
        void lost(IOException cause) {
            String reason = DeliveryFailures.reason(cause);
            rest(new DeliveryOutcome.TryAgain(
                    dotSent ? "no reply to the whole mail, which may have arrived: " + reason : reason));
        }

        private void all(DeliveryOutcome outcome) {
            mail.envelope().recipients().forEach(recipient -> outcomes.put(recipient, outcome));
        }

        /** For every recipient without an outcome of its own. */
        private void rest(DeliveryOutcome outcome) {
            mail.envelope().recipients().forEach(recipient -> outcomes.putIfAbsent(recipient, outcome));
        }
    }

    private void giveUpLine() {
        broken = true;
    }

    /** Says goodbye without waiting for an answer. */
    @Override
    public void close() {
        if (!broken) {
            broken = true;
            try {
                line.begin(timeouts.write());
                line.write("QUIT\r\n", timeouts.write());
            } catch (IOException e) {
                // gone before we were
            }
        }
        line.close();
    }
}
