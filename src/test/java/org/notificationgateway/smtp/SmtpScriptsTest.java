// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.smtp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.notificationgateway.delivery.DeliveryOutcome;
import org.notificationgateway.delivery.FinishedMail;
import org.notificationgateway.mail.Envelope;

/**
 * Servers that say anything, in any pieces, with replies nobody asked for: whatever they do, no mail that one has taken is sent
 * again, nobody counts as served who is not, and nobody is given up but by a 5yz of their own or the mail's.
 */
class SmtpScriptsTest {
    private static final int SERVERS = 150;
    private static final int MAILS = 7; // over the lines of each
    private static final List<String> TEXTS = List.of(
            "ok", "", "OK 已入队列", "ą\u0085ü", "x".repeat(5_000), "more\rtext", "2.0.0 ok", "5.1.1 550 no", "-", "250 ok",
            "354 go", "queued as 1", "\u001b[31m", "Zoé".repeat(900));
    private static final int[] GREAT = {250, 251, 252, 250, 250, 250, 299};
    private static final int[] NO = {421, 450, 451, 452, 499, 500, 503, 550, 552, 554, 599, 432, 300, 399};

    private Talkative server;

    @AfterEach
    void close() throws IOException {
        if (server != null) {
            server.listener.close();
        }
    }

    @Test
    void noReplyDoublesLosesOrMistakesAMail() throws Exception {
        for (int seed = 0; seed < SERVERS; seed++) {
            server = new Talkative(seed);
            try (SmtpBench bench = new SmtpBench.Plan(server.listener.getLocalPort()).replyWithin(Duration.ofSeconds(2))
                    .totalWithin(Duration.ofSeconds(8)).connections(1).lines()) {
                for (int number = 0; number < MAILS; number++) {
                    judge(bench, seed, number);
                }
            }
            server.listener.close();
        }
    }

    private void judge(SmtpBench bench, int seed, int number) {
        String id = "m" + number;
        List<String> recipients = new ArrayList<>();
        for (int i = 0; i < 1 + number % 4; i++) {
            recipients.add("r" + i + "-" + id + "@example.com");
        }
        byte[] bytes = ("Message-ID: <" + id + ">\r\n\r\n" + "text\r\n".repeat(10)).getBytes(UTF_8);
        Map<String, DeliveryOutcome> outcomes = bench.send(new FinishedMail(
                "server", "<" + id + ">", new Envelope(id + "@contoso.com", recipients), bytes)).outcomes();
        String story = "server " + seed + ", " + id + ": " + outcomes + "\n" + server.log;
        for (String recipient : recipients) {
            DeliveryOutcome outcome = outcomes.get(recipient);
            int copies = server.copies.getOrDefault(recipient, 0);
            assertTrue(copies <= 1, () -> "twice to " + recipient + ": " + story);
            if (outcome instanceof DeliveryOutcome.Delivered) {
                assertTrue(copies == 1, () -> recipient + " has no mail: " + story);
            } else {
                assertTrue(copies == 0, () -> recipient + " has the mail, and will get it again: " + story);
            }
            if (outcome instanceof DeliveryOutcome.GiveUp) {
                assertTrue(server.refused.contains(recipient) || server.refused.contains(id),
                        () -> "nobody refused " + recipient + ": " + story);
            }
        }
        bench.gate.reset("server");
    }

    /** A server that knows the truth. */
    private static final class Talkative {
        private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        private final Random chance;
        private final boolean pipelining;
        private final Map<String, Integer> copies = new ConcurrentHashMap<>(); // by recipient
        private final Set<String> refused = ConcurrentHashMap.newKeySet(); // with 5yz: recipients, and mails
        private volatile boolean inData;
        private final List<String> log = new CopyOnWriteArrayList<>();

        Talkative(int seed) throws IOException {
            chance = new Random(seed);
            pipelining = seed % 2 == 0;
            Thread thread = new Thread(this::listen, "talkative");
            thread.setDaemon(true);
            thread.start();
        }

        private void listen() {
            try {
                while (true) {
                    try (Socket socket = listener.accept()) {
                        socket.setTcpNoDelay(true);
                        serve(socket);
                    } catch (IOException e) {
                        if (listener.isClosed()) {
                            return;
                        }
                    }
                }
            } catch (RuntimeException e) {
                log.add(e.toString());
            }
        }

        private synchronized int pick(int most) {
            return chance.nextInt(most);
        }

        private void serve(Socket socket) throws IOException {
            BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
            OutputStream out = socket.getOutputStream();
            say(out, 220);
            String mail = "";
            List<String> recipients = new ArrayList<>();
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                log.add("C " + line);
                String verb = line.split("[ :]")[0];
                switch (verb) {
                    case "EHLO" -> raw(out, pipelining ? "250-x\r\n250 PIPELINING\r\n" : "250 x\r\n");
                    case "MAIL" -> {
                        recipients.clear();
                        mail = line.replaceAll(".*<(m\\d+)@.*", "$1");
                        int code = code(9);
                        say(out, code);
                        if (code >= 300) {
                            refuse(code, mail);
                            mail = "";
                        }
                    }
                    case "RCPT" -> {
                        String recipient = line.replaceAll(".*<(.*)>.*", "$1");
                        int code = mail.isEmpty() ? 503 : code(5);
                        say(out, code);
                        if (code < 300) {
                            recipients.add(recipient);
                        } else if (!mail.isEmpty()) {
                            refuse(code, recipient);
                        }
                    }
                    case "DATA" -> {
                        int code = recipients.isEmpty() ? 554 : pick(9) == 0 ? NO[pick(NO.length - 2)] : 354;
                        synchronized (out) {
                            inData = code == 354;
                            say(out, code);
                        }
                        if (code != 354) {
                            if (!recipients.isEmpty()) {
                                refuse(code, mail);
                            }
                            break;
                        }
                        for (String text = in.readLine(); !".".equals(text); text = in.readLine()) {
                            if (text == null) {
                                return;
                            }
                        }
                        int verdict = code(5);
                        if (verdict < 300) {
                            recipients.forEach(recipient -> copies.merge(recipient, 1, Integer::sum));
                        } else {
                            refuse(verdict, mail);
                        }
                        log.add("  verdict " + verdict + " for " + recipients);
                        say(out, verdict);
                        inData = false;
                        if (extras(out) || pick(12) == 0) {
                            return;
                        }
                    }
                    case "QUIT" -> {
                        say(out, 221);
                        return;
                    }
                    default -> raw(out, "250 ok\r\n");
                }
                if (pick(40) == 0) {
                    log.add("  hangs up");
                    return;
                }
            }
        }

        /** A reply too many, now or later, and perhaps the end; true for the end. */
        private boolean extras(OutputStream out) {
            int kind = pick(6);
            if (kind > 2) {
                return false;
            }
            String extra = (kind == 0 || !pipelining ? "250 extra" : kind == 1 ? "550 extra" : "451 4.4.2 timeout") + "\r\n";
            if (pick(2) == 0) {
                raw(out, extra);
            } else {
                int delay = pick(20);
                Thread late = new Thread(() -> {
                    LockSupport.parkNanos(delay * 1_000_000L);
                    synchronized (out) {
                        if (!inData) { // else nobody could tell it from the answer to the mail
                            raw(out, extra);
                        }
                    }
                });
                late.setDaemon(true);
                late.start();
            }
            return kind == 2 && pick(2) == 0;
        }

        private int code(int outOf) {
            return pick(outOf) == 0 ? NO[pick(NO.length)] : GREAT[pick(GREAT.length)];
        }

        private void refuse(int code, String whom) {
            if (code / 100 == 5) {
                refused.add(whom);
            }
        }

        private void say(OutputStream out, int code) {
            String text = TEXTS.get(pick(TEXTS.size()));
            String reply = switch (pick(6)) {
                case 0 -> code + "\t" + text;
                case 1 -> code + "-" + TEXTS.get(pick(TEXTS.size())) + "\r\n" + code + " " + text;
                case 2 -> code + "-a\r\nstray line\r\n" + code + " " + text;
                case 3 -> "" + code;
                case 4 -> code + "_" + text.replace("-", "");
                default -> code + " " + text;
            };
            raw(out, reply + "\r\n");
        }

        /** In pieces. */
        private void raw(OutputStream out, String reply) {
            log.add("S " + (reply.length() > 120 ? reply.substring(0, 120) + "…" : reply).replace("\r\n", "⏎"));
            byte[] bytes = reply.getBytes(UTF_8);
            try {
                synchronized (out) {
                    for (int from = 0; from < bytes.length; ) {
                        int size = Math.min(bytes.length - from, 1 + pick(1 + bytes.length));
                        out.write(bytes, from, size);
                        out.flush();
                        from += size;
                    }
                }
            } catch (IOException e) {
                log.add("  " + e.getMessage());
            }
        }
    }
}
