// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.smtp;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An open, greeted and logged-in line to a server, over which mails go one after the other (RFC 5321 3.3), with commands
 * in one write where the server offers PIPELINING (RFC 2920). One thread at a time.
 */
final class SmtpConnection implements Closeable {
    private static final int PIECE = 65_536;

    private final SmtpChannel line;
    private final SmtpServer server;
    private final SmtpExtensions extensions;
    private final Replies replies;
    private final boolean pipelining;
    private final boolean sizes;
    private final boolean eightBits;
    private final SmtpTimeouts timeouts;
    private final long largest;
    private final long openedAt = System.nanoTime();
    private long usedAt = openedAt;
    private int transactions;
    private int carried; // those that the server let begin
    private int mostRecipients; // of one transaction
    private boolean broken;
    private boolean crowded;
    private @Nullable Exhaustion exhaustion;
    private boolean asksFirst; // likely to be refused again: each command in vain is an error, and Postfix slows down after ten
    private @Nullable SmtpOutcome busy; // for all who are left: it is not the mail
    private boolean tookSender;
    private Runnable ended = () -> {};
    private boolean outOfStep; // or a line before it that was as fresh

    SmtpConnection(SmtpChannel line, SmtpServer server, SmtpExtensions extensions, SmtpTimeouts timeouts, Replies replies) {
        this.line = line;
        this.server = server;
        this.extensions = extensions;
        this.replies = replies;
        pipelining = extensions.has("PIPELINING");
        sizes = extensions.has("SIZE");
        eightBits = extensions.has("8BITMIME");
        this.timeouts = timeouts;
        largest = Math.min(extensions.size(), server.profile().maxSize());
        mostRecipients = server.profile().recipientsPerMail();
    }

    /**
     * Says that the account may send no more for a while.
     *
     * @param reason the server's reply, and what it means
     */
    record Exhaustion(Replies.Pause pause, String reason) {}

    /** Says that a line took nothing of a mail, which may go over another one at once, after use or too many recipients. */
    static final class StaleException extends IOException {
        private final boolean refused;

        StaleException(IOException cause) {
            this(cause, false);
        }

        private StaleException(IOException cause, boolean refused) {
            super("the server has had enough of this line", cause);
            this.refused = refused;
        }

        /** True if it refused to let one more mail begin. */
        boolean isRefusal() {
            return refused;
        }
    }

    /** Says that the replies of a server can no longer be told apart. */
    private static final class OutOfStepException extends IOException {
        OutOfStepException(String reply) {
            super("the server's replies are out of step: " + reply);
        }
    }

    /** Does this, once, when the line has ended. */
    void whenEnded(Runnable task) {
        ended = task;
    }

    /** What the server offers, in words. */
    String offers() {
        return extensions.offers().isEmpty() ? "offers nothing" : "offers " + Failures.oneLine(extensions.offers().entrySet().stream()
                .map(offer -> (offer.getKey() + " " + offer.getValue()).strip())
                .collect(Collectors.joining(", ")));
    }

    /** False once the line is lost or was given up. */
    boolean isUsable() {
        return !broken;
    }

    /** True when the server said at the last mail that it is busy, or has too many of us. */
    boolean isCrowded() {
        return crowded;
    }

    /** That the account has used up what it may send, as the server said at the last mail; else null. */
    @Nullable Exhaustion exhaustion() {
        return exhaustion;
    }

    /** True if the server put off the last mail for a reason that is none of the mail's. */
    boolean isPutOff() {
        return busy != null;
    }

    /** Whom it was opened for. */
    SmtpServer server() {
        return server;
    }

    /** True if the server let the last mail begin. */
    boolean tookSender() {
        return tookSender;
    }

    /** Names no more recipients at a time than that line learned to, and gives a server out of step no third line at once. */
    void learnFrom(SmtpConnection other) {
        outOfStep |= other.outOfStep;
        mostRecipients = Math.min(mostRecipients, other.mostRecipients);
    }

    /** How many mails it has carried, or begun to. */
    int mails() {
        return transactions;
    }

    long ageNanos() {
        return System.nanoTime() - openedAt;
    }

    long idleNanos() {
        return System.nanoTime() - usedAt;
    }

    SmtpChannel line() {
        return line;
    }

    /**
     * One attempt at one mail, in as many transactions as the server wants for its recipients. Whatever goes wrong after a
     * recipient was named is an outcome.
     *
     * @param outcomes of recipients who have one already; gets those of all others, unless this throws
     * @throws StaleException if a used line took nothing of what was left, or a fresh one after it found them too many; also
     *     if the replies of a fresh one were out of step, as those of none before it
     * @throws ServerFaultException if the server wants something of us before it takes any mail
     */
    void send(SmtpMail mail, Map<String, SmtpOutcome> outcomes) throws IOException {
        crowded = false; // what it said to an earlier mail is acted upon already
        asksFirst = exhaustion != null;
        exhaustion = null;
        busy = null;
        List<String> left = new ArrayList<>(mail.recipients());
        left.removeAll(outcomes.keySet());
        boolean eightBit = WireBytes.isEightBit(mail.bytes());
        String misfit = misfit(mail, eightBit);
        if (!misfit.isEmpty()) {
            left.forEach(recipient -> outcomes.put(recipient, SmtpOutcome.refused(misfit)));
            return;
        }
        while (!left.isEmpty()) {
            if (broken) { // between two transactions
                throw new StaleException(new EOFException("the line ended before all recipients were named"));
            }
            List<String> some = left.subList(0, Math.min(left.size(), mostRecipients));
            outcomes.putAll(transact(new Transaction(mail, List.copyOf(some), eightBit)));
            left.removeAll(outcomes.keySet());
            SmtpOutcome rest = busy;
            if (rest != null) {
                left.forEach(recipient -> outcomes.put(recipient, rest));
                return;
            }
        }
    }

    private Map<String, SmtpOutcome> transact(Transaction transaction) throws IOException {
        try {
            line.begin(timeouts.total());
            transaction.run();
        } catch (ServerFaultException | StaleException e) {
            broken = true;
            throw e;
        } catch (IOException e) {
            broken = true;
            if (transaction.mayGoOverAnotherLine(e)) {
                outOfStep |= transaction.isFreshAndOutOfStep(e);
                throw new StaleException(e);
            }
            if (e instanceof OutOfStepException) {
                transaction.outcomes.clear(); // each may be another one's
            }
            transaction.lost(e);
        } finally {
            transactions++;
            usedAt = System.nanoTime();
            line.rest();
        }
        return transaction.outcomes;
    }

    /** Why this server cannot take the mail as it is; asked before a byte of it is sent. */
    private String misfit(SmtpMail mail, boolean eightBit) {
        if (mail.bytes().length > largest) {
            return "552 5.3.4 too large: the mail has " + mail.bytes().length + " bytes, the server takes " + largest
                    + (extensions.size() > largest ? " (profile " + server.profile().name() + ")" : "");
        }
        if (eightBit && !eightBits && !mail.eightBitAnyway()) {
            return "554 5.6.3 not transportable: the mail has bytes beyond ASCII, the server offers no 8BITMIME";
        }
        return "";
    }

    /** The state of one mail on its way to some of its recipients. */
    private final class Transaction {
        private final SmtpMail mail;
        private final List<String> recipients;
        private final Map<String, SmtpOutcome> outcomes = new LinkedHashMap<>();
        private final List<String> accepted = new ArrayList<>();
        private final List<String> later = new ArrayList<>(); // too many for this one
        private final boolean eightBit;
        private final boolean reused = transactions > 0;
        private boolean dataStarted;
        private boolean dotSent;

        Transaction(SmtpMail mail, List<String> recipients, boolean eightBit) {
            this.mail = mail;
            this.recipients = recipients;
            this.eightBit = eightBit;
        }

        /** True if the server has seen nothing of the mail, and an earlier use of the line may be the reason. */
        boolean mayGoOverAnotherLine(IOException cause) {
            return (reused || !later.isEmpty() || isFreshAndOutOfStep(cause) && !outOfStep) && !dataStarted
                    && (!tookSender || cause instanceof OutOfStepException || cause instanceof EOFException
                    || cause instanceof SocketException);
        }

        /** True if the server said more than it was asked before this line had done anything. */
        boolean isFreshAndOutOfStep(IOException cause) {
            return !reused && cause instanceof OutOfStepException;
        }

        /** MAIL, RCPT for each, DATA, the mail: as far as the replies let it. */
        void run() throws IOException {
            tookSender = false;
            if (line.hasUnread()) {
                if (!reused && outOfStep) { // no mail is at fault
                    throw new ServerFaultException("the server's replies are out of step: it speaks before it is asked", null);
                }
                throw new OutOfStepException("it spoke before it was asked");
            }
            boolean takesData = pipelining && !asksFirst ? pipelined() : stepwise();
            if (takesData) {
                data();
            } else if (!broken) {
                settle();
            }
            if (!later.isEmpty()) {
                mostRecipients = Math.max(1, accepted.size());
            }
        }

        private boolean stepwise() throws IOException {
            line.write(mailCommand(), timeouts.write());
            if (!mailReply()) {
                return false;
            }
            for (String recipient : recipients) {
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
            recipients.forEach(recipient -> commands.append(recipientCommand(recipient)));
            line.write(commands.append("DATA\r\n").toString(), timeouts.write());
            boolean sender = mailReply();
            for (String recipient : recipients) {
                if (sender) {
                    recipientReply(recipient);
                } else if (!broken) {
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
            String body = eightBit && eightBits ? " BODY=8BITMIME" : "";
            return "MAIL FROM:<" + mail.from() + ">" + size + body + "\r\n";
        }

        private String recipientCommand(String recipient) {
            return "RCPT TO:<" + recipient + ">\r\n";
        }

        private boolean mailReply() throws IOException {
            SmtpReply reply = line.reply("MAIL", timeouts.command());
            tookSender = reply.isPositive();
            if (tookSender) {
                carried++;
                return true;
            }
            SmtpOutcome refusal = refusal(Replies.Stage.MAIL, reply);
            if (carried > 0 && busy == null) { // it may refuse the line, not the mail: 451 after an idle time, "too many mails"
                throw new StaleException(new IOException(reply.toString()), true);
            }
            rest(refusal);
            return false;
        }

        private void recipientReply(String recipient) throws IOException {
            if (broken) {
                return;
            }
            SmtpReply reply = line.reply("RCPT", timeouts.command());
            if (reply.isPositive()) {
                accepted.add(recipient);
                return;
            }
            SmtpOutcome refusal = refusal(Replies.Stage.RCPT, reply);
            if (refusal != null) {
                outcomes.put(recipient, refusal);
            } else if (accepted.isEmpty()) { // not even one
                outcomes.put(recipient, SmtpOutcome.tryAgain(reply.toString()));
            } else {
                later.add(recipient);
                mostRecipients = accepted.size(); // known even if the line ends here
            }
        }

        private boolean dataReply() throws IOException {
            if (broken) {
                return false;
            }
            SmtpReply reply = line.reply("DATA", timeouts.data());
            if (reply.code() == 354) {
                return true;
            }
            if (reply.isPositive()) {
                throw new OutOfStepException(reply.toString());
            }
            if (!accepted.isEmpty()) {
                rest(refusal(Replies.Stage.DATA, reply));
            }
            return false;
        }

        private void data() throws IOException {
            dataStarted = true;
            byte[] bytes = mail.bytes();
            int from = 0;
            try {
                for (; bytes.length - from > PIECE; from += PIECE) {
                    if (isAnswered()) {
                        return;
                    }
                    write(bytes, from);
                }
                byte[] end = WireBytes.ended(bytes, from);
                if (isAnswered()) {
                    return;
                }
                dotSent = true;
                line.write(end, 0, end.length, "the mail", timeouts.write());
            } catch (IOException e) {
                if (!isAnsweredNow()) {
                    throw e;
                }
                return;
            }
            SmtpReply reply = line.verdict("the mail", timeouts.finalDot());
            judge(reply);
            broken |= line.isCut();
            if (!broken && (!reply.isPositive() || !later.isEmpty() || outcomes.size() > accepted.size())) {
                reset();
            }
        }

        private void judge(SmtpReply reply) throws IOException {
            rest(reply.isPositive()
                    ? SmtpOutcome.taken(reply.toString())
                    : refusal(Replies.Stage.DOT, reply));
        }

        /** True if the server has refused the mail before it had all of it. */
        private boolean isAnswered() throws IOException {
            return line.hasUnread() && isAnsweredNow();
        }

        private boolean isAnsweredNow() throws IOException {
            SmtpReply reply;
            try {
                reply = line.reply("the mail", timeouts.greeting());
            } catch (IOException e) {
                return false; // it said nothing: what failed before is the reason
            }
            giveUpLine();
            if (!dotSent && (reply.isPositive() || reply.code() / 100 == 3)) {
                throw new OutOfStepException(reply.toString()); // it cannot have taken what it has not got
            }
            judge(reply);
            return true;
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

        /**
         * Ends a transaction without a mail. The answer also tells whether each reply before was to the command it was taken
         * for: one reply too many, and it is that to DATA or to a recipient.
         */
        private void settle() throws IOException {
            SmtpReply reply;
            try {
                line.write("RSET\r\n", timeouts.write());
                reply = line.reply("RSET", timeouts.command());
            } catch (IOException e) {
                giveUpLine();
                if (reused) {
                    throw new StaleException(e);
                }
                return; // a fresh line is believed
            }
            if (!reply.isPositive()) {
                giveUpLine();
                boolean unknown = reply.code() == 500 || reply.code() == 502 || reply.code() == 421;
                if (reused || !unknown) {
                    throw new OutOfStepException(reply.toString());
                }
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

        /** What a refusal means for those it concerns; null: the recipient's turn is in a later transaction. */
        private @Nullable SmtpOutcome refusal(Replies.Stage stage, SmtpReply reply) throws IOException {
            Replies.Row row = replies.of(stage, reply, server);
            Replies.Meaning meaning = row.meaning();
            if (reply.isFarewell()) {
                giveUpLine();
            }
            if (meaning == Replies.Meaning.QUOTA) {
                exhaustion = new Exhaustion(row.pause(), row.note().isEmpty() ? reply.toString() : row.note() + ": " + reply);
                busy = SmtpOutcome.notTried(reply.toString());
                return busy;
            }
            boolean unjudged = stage == Replies.Stage.MAIL && carried == 0; // it says nothing of the mail
            if (meaning == Replies.Meaning.CROWDED || reply.isFarewell() && unjudged) {
                crowded = true;
                busy = SmtpOutcome.notTried(reply.toString());
                return busy;
            }
            if (reply.isFarewell()) {
                crowded = true;
                boolean tooMany = meaning == Replies.Meaning.TOO_MANY_RECIPIENTS && !accepted.isEmpty();
                mostRecipients = tooMany ? accepted.size() : mostRecipients;
                if ((reused || tooMany || !later.isEmpty()) && !dataStarted) { // the others may have been too many for it
                    throw new StaleException(new IOException(reply.toString()));
                }
                rest(SmtpOutcome.tryAgain(reply.toString()));
            }
            return switch (meaning) {
                case LOGIN -> throw new ServerFaultException("SMTP server " + server.host() + ":" + server.port() + " wants a login or TLS first: " + reply, null);
                case TOO_MANY_RECIPIENTS -> stage == Replies.Stage.RCPT || halved() ? null : reply.refusal();
                case SESSION_LIMIT -> {
                    giveUpLine();
                    if (reused) {
                        dataStarted = false; // refused: nobody has it
                        throw new StaleException(new IOException(reply.toString()), true);
                    }
                    yield reply.refusal();
                }
                case TRY_AGAIN -> SmtpOutcome.tryAgain(reply.toString());
                case GIVE_UP -> SmtpOutcome.refused(reply.toString());
                case DIGITS, CROWDED, QUOTA -> reply.refusal();
            };
        }

        /** Puts off all who were accepted, to be named in halves; false for one, who cannot be too many. */
        private boolean halved() {
            if (accepted.size() < 2) {
                return false;
            }
            later.addAll(accepted);
            accepted.subList(accepted.size() / 2, accepted.size()).clear();
            return true;
        }

        /** The line was lost: nobody has the mail, unless the server had all of it. */
        void lost(IOException cause) {
            String reason = Failures.reason(cause);
            later.clear();
            rest(SmtpOutcome.tryAgain(
                    dotSent ? "no reply to the whole mail, which may have arrived: " + reason : reason));
        }

        /** For every recipient without an outcome of its own, whose turn it is. */
        private void rest(@Nullable SmtpOutcome outcome) {
            recipients.forEach(recipient -> {
                if (outcome != null && !later.contains(recipient)) {
                    outcomes.putIfAbsent(recipient, outcome);
                }
            });
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
        Runnable once = ended;
        ended = () -> {};
        once.run();
    }
}
