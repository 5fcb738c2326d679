// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.support;

import static org.notificationgateway.support.FaultySmtpServer.CONNECT;
import static org.notificationgateway.support.FaultySmtpServer.afterData;
import static org.notificationgateway.support.FaultySmtpServer.deaf;
import static org.notificationgateway.support.FaultySmtpServer.drip;
import static org.notificationgateway.support.FaultySmtpServer.endlessLine;
import static org.notificationgateway.support.FaultySmtpServer.endlessReply;
import static org.notificationgateway.support.FaultySmtpServer.hangUp;
import static org.notificationgateway.support.FaultySmtpServer.reply;
import static org.notificationgateway.support.FaultySmtpServer.reset;
import static org.notificationgateway.support.FaultySmtpServer.stall;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.notificationgateway.support.FaultySmtpServer.Act;

/**
 * A row of the table of what an SMTP server does to a mail. The tests of the SMTP client take every row; those of a whole
 * gateway take the rows to which it adds something, and those with Postfix's test server the rows that are a switch there.
 *
 * @param number in the catalogue of faults
 * @param deed makes a server do so
 * @param outcome of one attempt, as the SMTP client names it
 * @param traits what else is special
 * @param times how often the server does so to a whole gateway before it behaves; 0 if the client's tests tell all there is
 * @param sink switches of smtp-sink that do the same; empty if it has none
 */
public record SmtpFault(String number, String what, Deed deed, String outcome, List<Trait> traits, int times, String sink) {
    public static final String DELIVERED = "Delivered";
    public static final String TRY_AGAIN = "TryAgain";
    public static final String NOT_TRIED = "NotTried";
    public static final String GIVE_UP = "GiveUp";
    private static final String DOT = ".";

    /** What a row has beside its outcome. */
    public enum Trait {
        /** A reply never comes, or never ends: the stage's deadline ends the wait. */
        HANGS,
        /** A reply is longer than the client reads. */
        ENDLESS,
        /** The connection is of no more use. */
        ENDS_THE_LINE,
        /** The server hears nothing of the mail. */
        BEFORE_THE_MAIL,
        /** The mail has 2 KB. */
        LARGE,
        /** The mail has 20 MB. */
        MEGABYTES,
        /** The mail has 30 MB, more than all buffers on its way. */
        MORE_THAN_BUFFERS,
        /** The mail has bytes that are not ASCII. */
        EIGHT_BIT,
        /** The sender has a user name and a password. */
        LOGIN
    }

    /** Makes a server do it, and after so many times as it should. */
    @FunctionalInterface
    public interface Deed {
        void to(FaultySmtpServer server, int times);
    }

    /** Every row. */
    public static List<SmtpFault> all() {
        List<SmtpFault> rows = new ArrayList<>();
        temporary(rows, CONNECT, NOT_TRIED, 0, "-r CONNECT", "450", "421", "499");
        temporary(rows, "EHLO", NOT_TRIED, 0, "-r EHLO,HELO", "451", "421", "432");
        temporary(rows, "MAIL", TRY_AGAIN, 3, "-r MAIL", "451", "421", "432", "450", "499");
        temporary(rows, "RCPT", TRY_AGAIN, 3, "-r RCPT", "450", "421", "422", "452", "454");
        temporary(rows, "DATA", TRY_AGAIN, 3, "-r DATA", "499", "421", "432", "451");
        temporary(rows, DOT, TRY_AGAIN, 3, "-r .", "452", "421", "451", "499");
        afterTheDot(rows);
        resets(rows);
        hangs(rows);
        endless(rows);
        permanent(rows);
        logins(rows);
        extensions(rows);
        return rows;
    }

    /** Those to which a whole gateway adds something. */
    public static Stream<SmtpFault> ofAGateway() {
        return all().stream().filter(row -> row.times > 0);
    }

    /** Those that are a switch of Postfix's test server. */
    public static Stream<SmtpFault> ofSmtpSink() {
        return all().stream().filter(row -> !row.sink.isEmpty());
    }

    /** @param first the code that a gateway and smtp-sink take, too */
    private static void temporary(
            List<SmtpFault> rows, String command, String outcome, int times, String sink, String first, String... others) {
        rows.add(at("F11", command, reply(first + " 4.9.9 not now"), first, outcome).times(times).sink(sink));
        for (String code : others) {
            rows.add(at("F11", command, reply(code + " 4.9.9 not now"), code, saysNothingOfTheMail(command, code) ? NOT_TRIED : outcome));
        }
    }

    /** Too much at a time, or the end of the connection before the mail has begun. */
    private static boolean saysNothingOfTheMail(String command, String code) {
        return code.equals("432") || code.equals("454") || code.equals("421") && command.equals("MAIL");
    }

    private static void afterTheDot(List<SmtpFault> rows) {
        rows.add(at("F14", DOT, hangUp(), "close", TRY_AGAIN).with(Trait.ENDS_THE_LINE).times(2).sink("-q ."));
        rows.add(is("F15", "250 late, far beyond retry delay and command timeout",
                server -> server.late(DOT, Duration.ofSeconds(2)), DELIVERED).times(1).sink("-W .:2"));
    }

    private static void resets(List<SmtpFault> rows) {
        for (String command : List.of(CONNECT, "EHLO", "MAIL", "RCPT", "DATA", DOT)) {
            rows.add(at("F16", command, reset(), "RST", outcome(command)).with(Trait.ENDS_THE_LINE));
        }
        for (int bytes : List.of(200, 100_000)) {
            rows.add(at("F16", "DATA", afterData(bytes, reset()), "RST behind " + bytes + " bytes of the mail", TRY_AGAIN)
                    .with(Trait.MEGABYTES, Trait.ENDS_THE_LINE));
        }
    }

    private static void hangs(List<SmtpFault> rows) {
        for (String command : List.of(CONNECT, "EHLO", "MAIL", "RCPT", "DATA", DOT)) {
            rows.add(at("F17", command, stall(), "silence", outcome(command)).with(Trait.HANGS, Trait.ENDS_THE_LINE));
        }
        rows.add(at("F17", "DATA", afterData(0, deaf()), "zero window", TRY_AGAIN)
                .with(Trait.HANGS, Trait.ENDS_THE_LINE, Trait.MORE_THAN_BUFFERS));
        rows.add(is("F17", "a tiny window, which a mail passes whole", server -> { }, DELIVERED).with(Trait.LARGE).sink("-T 100"));
        for (String command : List.of(CONNECT, "EHLO", "MAIL", "RCPT", DOT)) {
            Act drip = drip("250 " + "x".repeat(5_000), Duration.ofMillis(20));
            String outcome = command.equals(DOT) ? DELIVERED : outcome(command);
            rows.add(at("F18", command, drip, "a reply dripped without end", outcome).with(Trait.HANGS, Trait.ENDS_THE_LINE));
        }
    }

    private static void endless(List<SmtpFault> rows) {
        for (String command : List.of(CONNECT, "EHLO", "MAIL", "RCPT", DOT)) {
            String outcome = command.equals(DOT) ? DELIVERED : outcome(command);
            rows.add(at("F18", command, endlessLine(), "a line without end", outcome).with(Trait.ENDLESS));
            rows.add(at("F18", command, endlessReply(), "a reply of a million lines", outcome).with(Trait.ENDLESS));
        }
    }

    private static void permanent(List<SmtpFault> rows) {
        rows.add(at("F21", "MAIL", reply("550 5.7.1 not you"), "550 5.7.1 not you", GIVE_UP).times(1).sink("-f MAIL"));
        rows.add(at("F21", "RCPT", reply("550 5.1.1 no such user"), "550 5.1.1 no such user", GIVE_UP).times(1).sink("-f RCPT"));
        rows.add(at("F21", "DATA", reply("554 5.5.1 no"), "554 5.5.1 no", GIVE_UP).times(1).sink("-f DATA"));
        rows.add(at("F21", DOT, reply("599 5.9.9 unheard of"), "599 5.9.9 unheard of", GIVE_UP).times(1).sink("-f ."));
    }

    private static void logins(List<SmtpFault> rows) {
        for (String wrong : List.of("535 5.7.8 wrong", "535 5.7.139 basic authentication is disabled", "454 4.7.0 later")) {
            rows.add(is("F24", "AUTH PLAIN refused with " + wrong,
                    server -> server.offering("AUTH PLAIN").on("AUTH", wrong), NOT_TRIED)
                    .with(Trait.LOGIN, Trait.BEFORE_THE_MAIL).times(4));
        }
        rows.add(is("F24", "AUTH GSSAPI alone is offered", server -> server.offering("AUTH GSSAPI").on("AUTH", "504"), NOT_TRIED)
                .with(Trait.LOGIN, Trait.BEFORE_THE_MAIL));
        rows.add(is("F24", "AUTH is not offered", server -> server.offering("SIZE 9999999").on("AUTH", "504"), NOT_TRIED)
                .with(Trait.LOGIN, Trait.BEFORE_THE_MAIL).times(3));
    }

    private static void extensions(List<SmtpFault> rows) {
        rows.add(is("F47", "8BITMIME for eight-bit data", server -> server.offering("8BITMIME"), DELIVERED).with(Trait.EIGHT_BIT));
        for (String offer : List.of("SIZE 99999999", "PIPELINING")) {
            rows.add(is("F47", offer + " and no 8BITMIME for eight-bit data", server -> server.offering(offer), GIVE_UP)
                    .with(Trait.EIGHT_BIT, Trait.BEFORE_THE_MAIL));
        }
        rows.add(at("F47", "EHLO", reply("502 5.5.1 what?"), "502, for it knows HELO alone,", DELIVERED).sink("-e"));
        rows.add(at("F47", "EHLO", reply("500 5.5.1 what?"), "500, for it knows HELO alone,", DELIVERED).times(1).sink("-8 -p -e"));
        rows.add(is("F47", "no 8BITMIME", server -> server.offering("PIPELINING"), DELIVERED).sink("-8"));
        rows.add(is("F47", "no PIPELINING", server -> server.offering("8BITMIME"), DELIVERED).sink("-p"));
        rows.add(is("F48", "SIZE 1000 for a larger mail", server -> server.offering("SIZE 1000"), GIVE_UP)
                .with(Trait.LARGE, Trait.BEFORE_THE_MAIL).times(1));
    }

    /** Of a connection that breaks: before the mail it is nobody's fault. */
    private static String outcome(String command) {
        return command.equals(CONNECT) || command.equals("EHLO") ? NOT_TRIED : TRY_AGAIN;
    }

    private static SmtpFault at(String number, String command, Act act, String what, String outcome) {
        return new SmtpFault(number, what + " at " + command, (server, times) -> server.on(command, times, act), outcome,
                List.of(), 0, "");
    }

    private static SmtpFault is(String number, String what, Consumer<FaultySmtpServer> nature, String outcome) {
        return new SmtpFault(number, what, (server, times) -> nature.accept(server), outcome, List.of(), 0, "");
    }

    private SmtpFault with(Trait... special) {
        return new SmtpFault(number, what, deed, outcome, List.of(special), times, sink);
    }

    private SmtpFault times(int ofAGateway) {
        return new SmtpFault(number, what, deed, outcome, traits, ofAGateway, sink);
    }

    private SmtpFault sink(String switches) {
        return new SmtpFault(number, what, deed, outcome, traits, times, switches);
    }

    public boolean has(Trait trait) {
        return traits.contains(trait);
    }

    @Override
    public String toString() {
        return number + " " + what + ": " + outcome;
    }
}
