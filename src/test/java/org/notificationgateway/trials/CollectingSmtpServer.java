// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.trials;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Takes very many and very large mails without keeping one: each goes to the {@link Oracle} on its final dot. Whoever's
 * address begins with {@code refused-} is refused with 550.
 */
final class CollectingSmtpServer implements AutoCloseable {
    /** What happens to mail. */
    enum Answer { TAKE, DEFER, DEFER_RECIPIENTS, CLOSE, AWAY }

    private final ServerSocket listener = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Semaphore judging = new Semaphore(2); // a mail is several times as large while it is parsed
    private final AtomicLong attempts = new AtomicLong();
    private final Set<String> tried = ConcurrentHashMap.newKeySet();
    private volatile Oracle oracle;
    private volatile Answer answer = Answer.TAKE;

    CollectingSmtpServer(Oracle oracle) throws IOException {
        this.oracle = oracle;
        start(this::listen);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** From now on. */
    CollectingSmtpServer answer(Answer next) {
        answer = next;
        return this;
    }

    CollectingSmtpServer report(Oracle next) {
        oracle = next;
        return this;
    }

    /** How many recipients were named to it. */
    long attempts() {
        return attempts.get();
    }

    /** How many different recipients were. */
    int tried() {
        return tried.size();
    }

    String settings(String from) {
        return "{ \"FromAddress\": \"" + from + "\", \"Host\": \"127.0.0.1\", \"Port\": " + port()
                + ", \"SecureSocketOption\": \"None\", \"MaxRecipients\": 100 }";
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "collecting-smtp");
        thread.setDaemon(true);
        thread.start();
    }

    private void listen() {
        try {
            while (true) {
                Socket socket = listener.accept();
                open.add(socket);
                start(() -> serve(socket));
            }
        } catch (IOException e) {
            // closed: the trial is over
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            new Session(socket).run();
        } catch (IOException e) {
            // the client hung up, or the trial is over
        } finally {
            open.remove(socket);
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : open) {
            socket.close();
        }
    }

    private final class Session {
        private final Socket socket;
        private final InputStream in;
        private final byte[] buffer = new byte[64 * 1024];
        private final List<String> recipients = new ArrayList<>();
        private int position;
        private int end;
        private String from = "";

        Session(Socket socket) throws IOException {
            this.socket = socket;
            this.in = socket.getInputStream();
            socket.setTcpNoDelay(true);
        }

        void run() throws IOException {
            if (answer == Answer.AWAY) {
                say("421 4.3.2 not now");
                return;
            }
            say("220 collecting.test");
            while (!socket.isClosed()) {
                String command = line();
                String verb = command.substring(0, Math.min(4, command.length())).toUpperCase(Locale.ROOT);
                switch (verb) {
                    case "EHLO" -> say("250-collecting.test\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SIZE 50000000");
                    case "MAIL" -> {
                        recipients.clear();
                        from = address(command);
                        say("250 ok");
                    }
                    case "RCPT" -> recipient(address(command));
                    case "DATA" -> {
                        if (recipients.isEmpty()) {
                            say("503 nobody to send to");
                        } else {
                            say("354 go on");
                            mail(data());
                        }
                    }
                    case "QUIT" -> {
                        say("221 bye");
                        return;
                    }
                    default -> say("250 ok");
                }
            }
        }

        private void recipient(String address) throws IOException {
            attempts.incrementAndGet();
            tried.add(address);
            if (address.startsWith("r-refused-")) {
                say("550 5.1.1 no such user");
            } else if (answer == Answer.DEFER_RECIPIENTS) {
                say("451 4.3.0 later");
            } else {
                recipients.add(address);
                say("250 ok");
            }
        }

        private void mail(byte[] bytes) throws IOException {
            Answer now = answer;
            judging.acquireUninterruptibly();
            try {
                if (now == Answer.TAKE) {
                    oracle.arrive(from, List.copyOf(recipients), bytes);
                } else {
                    oracle.attempt(from, List.copyOf(recipients), bytes);
                }
            } finally {
                judging.release();
            }
            recipients.clear();
            switch (now) {
                case TAKE -> say("250 taken");
                case CLOSE -> socket.close();
                default -> say("451 4.3.0 later");
            }
        }

        private static String address(String command) {
            return command.replaceAll("[^<]*<([^>]*)>.*", "$1");
        }

        private void say(String reply) throws IOException {
            socket.getOutputStream().write((reply + "\r\n").getBytes(ISO_8859_1));
        }

        private String line() throws IOException {
            ByteArrayOutputStream line = new ByteArrayOutputStream(80);
            for (int c = read(); c != '\n'; c = read()) {
                line.write(c);
            }
            return line.toString(ISO_8859_1).stripTrailing();
        }

        /** Up to the line with the dot, dot-stuffing undone. */
        private byte[] data() throws IOException {
            ByteArrayOutputStream data = new ByteArrayOutputStream();
            boolean atStart = true;
            while (true) {
                int c = read();
                if (atStart && c == '.') {
                    c = read();
                    if (c == '\r') {
                        read();
                        return data.toByteArray();
                    }
                }
                data.write(c);
                atStart = c == '\n';
            }
        }

        private int read() throws IOException {
            if (position == end) {
                end = in.read(buffer);
                position = 0;
                if (end < 0) {
                    throw new EOFException("the client is gone");
                }
            }
            return buffer[position++] & 0xff;
        }
    }
}
