// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.support;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * An SMTP server with the faults of real ones: it refuses, waits, hangs up, resets, drips, never reads, talks without
 * end, limits its clients and botches TLS, all by script. Keeps a ledger of who was delivered which mail.
 */
public final class FaultySmtpServer implements AutoCloseable {
    public static final String CONNECT = "(connect)"; // the moment before the first command
    private static final Duration FOREVER = Duration.ofMinutes(10);

    private final ServerSocket listener = new ServerSocket();
    private final Set<Session> open = ConcurrentHashMap.newKeySet();
    private final List<Long> connects = new CopyOnWriteArrayList<>();
    private final List<String> commands = new CopyOnWriteArrayList<>();
    private final List<String> tlsSessions = new CopyOnWriteArrayList<>();
    private final Map<String, Integer> deliveries = new ConcurrentHashMap<>();
    private final AtomicInteger mails = new AtomicInteger();
    private final AtomicInteger received = new AtomicInteger();
    private final List<String> receivedIds = new CopyOnWriteArrayList<>();
    private final AtomicInteger peak = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private volatile boolean closed;
    private volatile boolean keepsRecords = true;
    private volatile Rule script = FaultySmtpServer::normal;
    private volatile SSLContext tls;
    private volatile boolean tlsAtConnect;
    private volatile String[] protocols = {"TLSv1.3", "TLSv1.2"};
    private volatile List<String> offers = List.of();
    private volatile int mostSessions = Integer.MAX_VALUE;
    private volatile int mailsPerSession = Integer.MAX_VALUE;
    private volatile Duration sessionAge = FOREVER;
    private volatile Duration idleTime = FOREVER;
    private volatile boolean demandsReset;
    private volatile boolean demandsCertificate;

    /** What the server does at one command. */
    @FunctionalInterface
    public interface Act {
        void on(Session session) throws IOException, InterruptedException;
    }

    /** Chooses what to do; null leaves it to earlier rules. */
    @FunctionalInterface
    public interface Rule {
        Act act(Session session, String command);
    }

    /** Listens at once on a free port, and takes every mail until told otherwise. */
    public FaultySmtpServer() throws IOException {
        this(0);
    }

    public FaultySmtpServer(int port) throws IOException {
        this(InetAddress.getByName("127.0.0.1"), port);
    }

    public FaultySmtpServer(InetAddress address, int port) throws IOException {
        listener.setReuseAddress(true);
        listener.bind(new InetSocketAddress(address, port), 200);
        start(this::listen);
    }

    // ---- what happens at a command

    /** The latest rule wins; {@code "."} is the end of a mail. */
    public FaultySmtpServer on(Rule rule) {
        Rule earlier = script;
        script = (session, command) -> {
            Act act = rule.act(session, command);
            return act == null ? earlier.act(session, command) : act;
        };
        return this;
    }

    /** For commands that start so, in any letter case. */
    public FaultySmtpServer on(String prefix, Act act) {
        return on((session, command) -> command.regionMatches(true, 0, prefix, 0, prefix.length()) ? act : null);
    }

    /** So many times, and then as before. */
    public FaultySmtpServer on(String prefix, int times, Act act) {
        AtomicInteger left = new AtomicInteger(times);
        return on((session, command) -> command.regionMatches(true, 0, prefix, 0, prefix.length())
                && left.getAndUpdate(n -> Math.max(0, n - 1)) > 0 ? act : null);
    }

    public FaultySmtpServer on(String prefix, String reply) {
        return on(prefix, reply(reply));
    }

    /** All is well from now on. */
    public FaultySmtpServer heal() {
        script = FaultySmtpServer::normal;
        return this;
    }

    public static Act reply(String text) {
        return session -> session.say(text);
    }

    public static Act after(Duration delay, Act act) {
        return session -> {
            Thread.sleep(delay.toMillis());
            act.on(session);
        };
    }

    /** Does as it should, but only later. */
    public FaultySmtpServer late(String prefix, Duration delay) {
        Rule earlier = script;
        return on((session, command) -> command.regionMatches(true, 0, prefix, 0, prefix.length())
                ? after(delay, earlier.act(session, command)) : null);
    }

    public static Act hangUp() {
        return session -> session.socket.close();
    }

    /** Hangs up with RST, as a crashed server or an impatient firewall does. */
    public static Act reset() {
        return session -> {
            session.plain.setSoLinger(true, 0);
            session.plain.close();
        };
    }

    /** Goes on reading and never answers again. */
    public static Act stall() {
        return session -> session.in.transferTo(OutputStream.nullOutputStream());
    }

    /** Never reads another byte: the client's writes fill both buffers and then hang. */
    public static Act deaf() {
        return session -> Thread.sleep(FOREVER.toMillis());
    }

    public static Act drip(String text, Duration interval) {
        return session -> {
            for (byte b : (text + "\r\n").getBytes(ISO_8859_1)) {
                session.out.write(b);
                session.out.flush();
                Thread.sleep(interval.toMillis());
            }
        };
    }

    public static Act endlessLine() {
        return endless("250 " + "x".repeat(60_000));
    }

    public static Act endlessReply() {
        return endless("250-and more\r\n".repeat(5_000));
    }

    private static Act endless(String piece) {
        return session -> {
            byte[] bytes = piece.getBytes(ISO_8859_1);
            while (true) {
                session.out.write(bytes);
            }
        };
    }

    /** Takes some of the data, then acts. */
    public static Act afterData(int bytes, Act act) {
        return session -> {
            session.say("354 go on");
            session.in.readNBytes(bytes);
            act.on(session);
            session.close();
        };
    }

    // ---- what it is like

    /** Lines of the reply to EHLO. */
    public FaultySmtpServer offering(String... lines) {
        offers = List.of(lines);
        return this;
    }

    public FaultySmtpServer startTls(SSLContext context) {
        tls = context;
        return this;
    }

    public FaultySmtpServer tlsAtConnect(SSLContext context) {
        tls = context;
        tlsAtConnect = true;
        return this;
    }

    public FaultySmtpServer protocols(String... names) {
        protocols = names;
        return this;
    }

    /** Turns away more with 421. */
    public FaultySmtpServer atMostSessions(int most) {
        mostSessions = most;
        return this;
    }

    /** Says 421 to the next mail of a session. */
    public FaultySmtpServer atMostMailsPerSession(int most) {
        mailsPerSession = most;
        return this;
    }

    public FaultySmtpServer endsSessionsAfter(Duration age) {
        sessionAge = age;
        return this;
    }

    public FaultySmtpServer endsIdleSessionsAfter(Duration idle) {
        idleTime = idle;
        return this;
    }

    /** Answers MAIL with 503 after any error until RSET. */
    public FaultySmtpServer demandingReset() {
        demandsReset = true;
        return this;
    }

    /** Takes no client without a certificate that its context trusts. */
    public FaultySmtpServer demandingCertificate() {
        demandsCertificate = true;
        return this;
    }

    /** Forgets what it hears, for very many sessions. */
    public FaultySmtpServer withoutRecords() {
        keepsRecords = false;
        return this;
    }

    // ---- what happened

    public int port() {
        return listener.getLocalPort();
    }

    /** Every line received outside of mail data, in order, from all sessions. */
    public List<String> commands() {
        return List.copyOf(commands);
    }

    public long count(String prefix) {
        return commands.stream().filter(command -> command.startsWith(prefix)).count();
    }

    /** Mails accepted with 250. */
    public int mails() {
        return mails.get();
    }

    /** Mails that came to their final dot, whatever was answered. */
    public int received() {
        return received.get();
    }

    /** The Message-IDs of those, in order. */
    public List<String> receivedIds() {
        return List.copyOf(receivedIds);
    }

    /** How often each recipient was delivered each mail, by "Message-ID address". */
    public Map<String, Integer> deliveries() {
        return new HashMap<>(deliveries);
    }

    public int connections() {
        return connects.size();
    }

    public int open() {
        return open.size();
    }

    public int peakOpen() {
        return peak.get();
    }

    /** Times a limit was met: a session or a mail too many. */
    public int refused() {
        return refused.get();
    }

    /** The most connections made within one span of time. */
    public int mostConnectionsWithin(Duration span) {
        List<Long> times = List.copyOf(connects);
        int most = 0;
        for (int first = 0, last = 0; last < times.size(); last++) {
            while (times.get(last) - times.get(first) > span.toNanos()) {
                first++;
            }
            most = Math.max(most, last - first + 1);
        }
        return most;
    }

    /** Which TLS session each handshake ended in. */
    public List<String> tlsSessions() {
        return List.copyOf(tlsSessions);
    }

    // ---- how it works

    private static Act normal(Session session, String command) {
        FaultySmtpServer server = session.server();
        String verb = command.split("[ :]", 2)[0].toUpperCase(java.util.Locale.ROOT);
        return switch (verb) {
            case CONNECT -> server.open.size() > server.mostSessions ? session.farewell() : reply("220 faulty.test");
            case "EHLO" -> reply(session.hello());
            case "STARTTLS" -> Session::startTls;
            case "AUTH" -> reply(command.toUpperCase(java.util.Locale.ROOT).startsWith("AUTH PLAIN")
                    ? "235 2.7.0 welcome" : "504 5.5.4 only PLAIN");
            case "MAIL" -> session.mustEnd() ? session.farewell()
                    : reply(session.erred && server.demandsReset ? "503 5.5.1 transaction in progress" : "250 ok");
            case "RCPT" -> reply(session.inMail ? "250 2.1.5 ok" : "503 5.5.1 no sender");
            case "DATA" -> reply(session.recipients.isEmpty() ? "554 5.5.1 no recipients" : "354 go on");
            case "RSET" -> s -> {
                s.say("250 ok");
                s.erred = false;
                s.inMail = false;
                s.recipients.clear();
            };
            case "QUIT" -> s -> {
                s.say("221 bye");
                s.close();
            };
            default -> reply("250 2.0.0 ok");
        };
    }

    private void listen() {
        while (!closed) {
            try {
                Session session = new Session(listener.accept());
                connects.add(System.nanoTime());
                open.add(session);
                peak.accumulateAndGet(open.size(), Math::max);
                start(session::serve);
            } catch (IOException e) {
                // closed
            }
        }
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "faulty-smtp");
        thread.setDaemon(true);
        thread.start();
    }

    /** Listens no more and drops every session at once, as a crash does. */
    @Override
    public void close() throws IOException {
        closed = true;
        listener.close();
        for (Session session : open) {
            session.close();
        }
    }

    /** One client. */
    public final class Session {
        private final Socket plain;
        private final long since = System.nanoTime();
        private Socket socket;
        private InputStream in;
        private OutputStream out;
        private Thread thread;
        private String judged = ""; // Message-ID of the mail that waits for our verdict
        private boolean inMail;
        private boolean erred;
        private boolean positive;
        private int carried;
        private final List<String> recipients = new ArrayList<>();

        private Session(Socket plain) {
            this.plain = plain;
            this.socket = plain;
        }

        private FaultySmtpServer server() {
            return FaultySmtpServer.this;
        }

        /** How many mails came over this connection. */
        public int carried() {
            return carried;
        }

        public void say(String reply) throws IOException {
            positive = reply.startsWith("2") || reply.startsWith("3");
            erred |= !positive;
            if (positive && !judged.isEmpty()) {
                delivered(judged);
                judged = "";
            }
            out.write((reply + "\r\n").getBytes(ISO_8859_1));
            out.flush();
        }

        /** In one segment with what comes next, for whoever wants to smuggle. */
        public void sayRaw(String text) throws IOException {
            out.write(text.getBytes(ISO_8859_1));
            out.flush();
        }

        public void read(int bytes) throws IOException {
            in.readNBytes(bytes);
        }

        public void encrypt() throws IOException {
            SSLSocket encrypted = (SSLSocket) tls.getSocketFactory().createSocket(plain, null, plain.getPort(), true);
            encrypted.setUseClientMode(false);
            encrypted.setNeedClientAuth(demandsCertificate);
            encrypted.setEnabledProtocols(protocols);
            encrypted.startHandshake();
            tlsSessions.add(encrypted.getSession().getProtocol() + " "
                    + new BigInteger(1, encrypted.getSession().getId()).toString(16) + " "
                    + encrypted.getSession().getCreationTime());
            use(encrypted);
        }

        private void startTls() throws IOException {
            if (tls == null) {
                say("502 5.5.1 no TLS here");
                return;
            }
            say("220 go on");
            encrypt();
        }

        private String hello() {
            List<String> lines = new ArrayList<>(List.of("faulty.test"));
            lines.addAll(offers);
            if (tls != null && socket == plain) {
                lines.add("STARTTLS");
            }
            StringBuilder reply = new StringBuilder();
            for (int i = 0; i < lines.size(); i++) {
                reply.append(i == 0 ? "" : "\r\n").append(i == lines.size() - 1 ? "250 " : "250-").append(lines.get(i));
            }
            return reply.toString();
        }

        private boolean mustEnd() {
            return carried >= mailsPerSession || System.nanoTime() - since > sessionAge.toNanos();
        }

        private Act farewell() {
            return session -> {
                refused.incrementAndGet();
                session.say("421 4.3.2 enough of you");
                session.close();
            };
        }

        private void use(Socket next) throws IOException {
            socket = next;
            in = new BufferedInputStream(next.getInputStream());
            out = next.getOutputStream();
        }

        private void serve() {
            thread = Thread.currentThread();
            try {
                use(plain);
                plain.setTcpNoDelay(true);
                plain.setSoTimeout(Math.toIntExact(idleTime.toMillis()));
                if (tlsAtConnect) {
                    encrypt();
                }
                for (String command = CONNECT; !plain.isClosed(); command = line().strip()) {
                    if (keepsRecords && !command.equals(CONNECT)) {
                        commands.add(command);
                    }
                    obey(command);
                }
            } catch (IOException | InterruptedException e) {
                // the client hung up, or the server did
            } finally {
                close();
                open.remove(this);
            }
        }

        private void obey(String command) throws IOException, InterruptedException {
            positive = false;
            script.act(this, command).on(this);
            if (command.regionMatches(true, 0, "MAIL", 0, 4)) {
                recipients.clear();
                inMail = positive;
            } else if (positive && command.regionMatches(true, 0, "RCPT", 0, 4)) {
                recipients.add(command.replaceAll("(?i)RCPT TO:<([^>]*)>.*", "$1"));
            } else if (positive && command.equalsIgnoreCase("DATA")) {
                takeMail();
            }
        }

        private void takeMail() throws IOException, InterruptedException {
            String id = "";
            for (String line = line(); !line.equals(".\r\n"); line = line()) {
                if (line.regionMatches(true, 0, "Message-ID:", 0, 11)) {
                    id = line.substring(11).strip();
                }
            }
            received.incrementAndGet();
            if (keepsRecords) {
                receivedIds.add(id);
            }
            judged = id.isEmpty() ? "(none)" : id;
            script.act(this, ".").on(this);
            judged = "";
            inMail = false;
            recipients.clear();
            carried++;
        }

        /** Before the client can know. */
        private void delivered(String id) {
            mails.incrementAndGet();
            for (String recipient : keepsRecords ? recipients : List.<String>of()) {
                deliveries.merge(id + " " + recipient, 1, Integer::sum);
            }
        }

        private String line() throws IOException {
            StringBuilder line = new StringBuilder();
            for (int c = in.read(), before = 0; c >= 0; before = c, c = in.read()) {
                line.append((char) c);
                if (before == '\r' && c == '\n') {
                    return line.toString();
                }
            }
            throw new IOException("the client is gone");
        }

        private void close() {
            try {
                plain.close();
            } catch (IOException e) {
                // gone either way
            }
            if (thread != null && thread != Thread.currentThread()) {
                thread.interrupt();
            }
        }
    }
}
