// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.rehearsal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * An SMTP server (RFC 5321) on loopback that a script makes good or bad, so that a gateway's own client can be rehearsed
 * with it. Keeps no mail. Safe to share.
 */
final class RehearsedSmtpServer implements AutoCloseable {
    private final Supplier<SmtpScript> script;
    private final ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "rehearsed-smtp");
        thread.setDaemon(true);
        return thread;
    });
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger mails = new AtomicInteger();
    private final AtomicInteger commands = new AtomicInteger();

    /** @param script asked at each command, so that a test can change the server's mood */
    RehearsedSmtpServer(Supplier<SmtpScript> script) throws IOException {
        this.script = script;
        threads.execute(this::accept);
    }

    /** How many lines it was told. */
    long commands() {
        return commands.get();
    }

    int port() {
        return listening.getLocalPort();
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket caller = listening.accept();
                open.add(caller);
                threads.execute(() -> serve(caller));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket caller) {
        try (caller) {
            new Session(caller, connections.incrementAndGet()).run();
        } catch (IOException e) {
            // it hung up, or the rehearsal is over
        } finally {
            open.remove(caller);
        }
    }

    /** One connection. */
    private final class Session {
        private final Socket caller;
        private final int number;
        private final BufferedReader in;
        private final OutputStream out;
        private int mail;

        Session(Socket caller, int number) throws IOException {
            this.caller = caller;
            this.number = number;
            caller.setTcpNoDelay(true);
            in = new BufferedReader(new InputStreamReader(caller.getInputStream(), ISO_8859_1));
            out = caller.getOutputStream();
        }

        void run() throws IOException {
            boolean goesOn = answer("CONNECT", "", number, "220 rehearsal ESMTP");
            while (goesOn) {
                String line = in.readLine();
                commands.incrementAndGet();
                goesOn = line != null && take(line);
            }
        }

        private boolean take(String line) throws IOException {
            String command = line.split("[ :]", 2)[0].toUpperCase(Locale.ROOT);
            switch (command) {
                case "EHLO", "HELO":
                    return answer("EHLO", "", number,
                            "250-rehearsal\r\n250-SIZE 36700160\r\n250-8BITMIME\r\n250-PIPELINING\r\n250 AUTH PLAIN LOGIN XOAUTH2");
                case "AUTH":
                    return answer("AUTH", "", number, "235 2.7.0 welcome");
                case "MAIL":
                    mail = mails.incrementAndGet();
                    return answer("MAIL", "", mail, "250 2.1.0 sender ok");
                case "RCPT":
                    return answer("RCPT", address(line), mail, "250 2.1.5 recipient ok");
                case "DATA":
                    return answer("DATA", "", mail, "354 go on") && (!last.startsWith("354") || data());
                case "QUIT":
                    say("221 2.0.0 bye");
                    return false;
                default:
                    say("250 2.0.0 ok");
                    return true;
            }
        }

        private String last = "";

        private boolean data() throws IOException {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.equals(".")) {
                    return answer("DOT", "", mail, "250 2.0.0 taken as rehearsal-" + mail);
                }
            }
            return false;
        }

        private static String address(String line) {
            int from = line.indexOf('<');
            int to = line.indexOf('>', from);
            return from < 0 || to < 0 ? "" : line.substring(from + 1, to);
        }

        /** False if that was the end of the connection. */
        private boolean answer(String command, String recipient, int attempt, String usual) throws IOException {
            for (SmtpScript.Rule rule : script.get().rules()) {
                if (rule.fits(command, recipient, attempt)) {
                    return perform(rule, usual);
                }
            }
            return say(usual);
        }

        private boolean perform(SmtpScript.Rule rule, String usual) throws IOException {
            switch (rule.act()) {
                case REPLY:
                    return say(rule.reply()) && !rule.reply().startsWith("421");
                case RESET:
                    caller.setSoLinger(true, 0);
                    return false;
                case STALL:
                    while (in.read() >= 0) {
                        // until the other side has enough
                    }
                    return false;
                case SLOW:
                    pause(rule.delay().toMillis());
                    return say(usual);
                default:
                    return false;
            }
        }

        private boolean say(String words) throws IOException {
            last = words;
            out.write((words + "\r\n").getBytes(ISO_8859_1));
            out.flush();
            return true;
        }

        private void pause(long millis) throws IOException {
            try {
                Thread.sleep(millis);
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
        for (Socket caller : open) {
            caller.close();
        }
        threads.shutdownNow();
    }
}
