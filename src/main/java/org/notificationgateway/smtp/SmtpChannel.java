// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.smtp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * The line to an SMTP server: commands out, replies in. Every wait ends: a server that drips a byte at a time, talks
 * without end or never reads costs one deadline and a few kilobytes. One thread uses it; {@link Watchdog} closes it.
 */
final class SmtpChannel implements Closeable {
    static final String LOGIN = "AUTH"; // what a reply answers whose words are not repeated unseen
    private static final int LONGEST_LINE = 2_048; // kept of it; RFC 5321 4.5.3.1.5 allows 512, some servers explain more
    private static final int MOST_BYTES = 1 << 20; // of a reply
    private static final int MOST_LINES = 1_000;
    private static final int BUFFER = 16_384;
    private static final int LOOK_MILLIS = 50;

    private final Socket plain;
    private Socket socket;
    private InputStream in;
    private OutputStream out;
    private final byte[] buffer = new byte[BUFFER];
    private int next;
    private int end;
    private byte[] started = {}; // of a line whose rest did not come
    private boolean cut;
    private long totalDeadline;
    private volatile long deadline;
    private volatile boolean timedOut;
    private String waitsFor = "";
    private String what = "";
    private Duration patience = Duration.ZERO;

    private SmtpChannel(Socket connected) throws IOException {
        plain = connected;
        socket = connected;
        in = connected instanceof ReadAhead ahead ? ahead.unbuffered() : connected.getInputStream();
        out = connected.getOutputStream();
    }

    /** Connects to an address. The deadline for all that follows is {@code total}. */
    static SmtpChannel connect(InetAddress address, int port, Duration timeout, Duration total) throws IOException {
        Socket socket = new ReadAhead();
        try {
            socket.setTcpNoDelay(true); // else each mail waits 40 ms for an acknowledgement
            socket.setKeepAlive(true);
            socket.connect(new InetSocketAddress(address, port), Math.toIntExact(timeout.toMillis()));
            SmtpChannel line = new SmtpChannel(socket);
            line.begin(total);
            return line;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** TLS reads the head of each record by itself: this way that is no system call of its own. */
    private static final class ReadAhead extends Socket {
        private InputStream in = InputStream.nullInputStream();
        private boolean open;

        /** For a line that is read in large pieces anyway. */
        InputStream unbuffered() throws IOException {
            return super.getInputStream();
        }

        @Override
        public InputStream getInputStream() throws IOException {
            if (!open) {
                in = new BufferedInputStream(super.getInputStream(), BUFFER);
                open = true;
            }
            return in;
        }
    }

    /** Encrypts the line from here on, and makes sure of the server's name and certificate. */
    void encrypt(SSLSocketFactory factory, String host, Duration timeout) throws IOException {
        if (next < end || in.available() > 0) {
            throw new IOException("the server spoke before the TLS handshake"); // RFC 3207 6: somebody may have put it there
        }
        stage("the TLS handshake", "", timeout);
        try {
            SSLSocket encrypted = (SSLSocket) factory.createSocket(plain, host, plain.getPort(), true);
            SSLParameters parameters = encrypted.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS"); // RFC 6125: the name must be the server's
            parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
            encrypted.setSSLParameters(parameters);
            encrypted.startHandshake();
            checkDates(encrypted);
            socket = encrypted;
            in = encrypted.getInputStream();
            out = encrypted.getOutputStream();
        } catch (IOException e) {
            throw explained(e);
        }
    }

    /** Java does not ask for the dates of a certificate that is itself among those to trust. */
    private static void checkDates(SSLSocket encrypted) throws SSLException {
        if (encrypted.getSession().getPeerCertificates()[0] instanceof X509Certificate certificate) {
            try {
                certificate.checkValidity();
            } catch (CertificateException e) {
                throw new SSLException(CertificateFault.ofDates(certificate, e));
            }
        }
    }

    /** How it is encrypted and by whose certificate, in words; that it is not, if it is not. */
    String encryption() {
        if (!(socket instanceof SSLSocket encrypted)) {
            return "not encrypted";
        }
        try {
            X509Certificate certificate = (X509Certificate) encrypted.getSession().getPeerCertificates()[0];
            long days = Duration.between(Instant.now(), certificate.getNotAfter().toInstant()).toDays();
            return encrypted.getSession().getProtocol() + ", certificate of " + certificate.getSubjectX500Principal().getName()
                    + " by " + certificate.getIssuerX500Principal().getName() + ", valid for " + days + " days more";
        } catch (SSLException e) {
            return encrypted.getSession().getProtocol();
        }
    }

    boolean isEncrypted() {
        return socket instanceof SSLSocket;
    }

    /** This end of the line as an address literal (RFC 5321 4.1.3). */
    String ourLiteral() {
        String address = plain.getLocalAddress().getHostAddress().replaceFirst("%.*", ""); // without an interface's name
        return address.contains(":") ? "[IPv6:" + address + "]" : "[" + address + "]";
    }

    boolean isLoopback() {
        return plain.getInetAddress().isLoopbackAddress();
    }

    /** Starts the clock for one mail. */
    void begin(Duration total) {
        totalDeadline = System.nanoTime() + total.toNanos();
        deadline = totalDeadline;
    }

    /** Stops the clock: nobody waits for the server until the next mail. */
    void rest() {
        deadline = Long.MAX_VALUE;
    }

    /** Closes the line if its time is over; the thread that waits then learns why. */
    void closeIfOverdue(long now) {
        long until = deadline;
        if (until != Long.MAX_VALUE && now - until > 0) {
            timedOut = true;
            close();
        }
    }

    /** Its words are put together only when they are needed: there are six stages a mail. */
    private void stage(String waitsFor, String what, Duration timeout) {
        this.waitsFor = waitsFor;
        this.what = what;
        patience = timeout;
        long until = System.nanoTime() + timeout.toNanos();
        deadline = until - totalDeadline < 0 ? until : totalDeadline;
    }

    private static String words(Duration timeout) {
        return timeout.toMillis() % 1000 == 0 ? timeout.toSeconds() + " s" : timeout.toMillis() + " ms";
    }

    /** Sends bytes; returns when the kernel has taken them. */
    void write(byte[] bytes, int from, int length, String what, Duration timeout) throws IOException {
        stage("the server to take ", what, timeout);
        try {
            out.write(bytes, from, length);
            out.flush();
        } catch (IOException e) {
            throw explained(e);
        }
    }

    void write(String commands, Duration timeout) throws IOException {
        byte[] bytes = commands.getBytes(ISO_8859_1);
        write(bytes, 0, bytes.length, "a command", timeout);
    }

    /**
     * Reads one reply, of one line or several. The digits it begins with are its meaning, whatever stands behind them.
     *
     * @param what is answered, for the error
     */
    SmtpReply reply(String what, Duration timeout) throws IOException {
        stage("a reply to ", what, timeout);
        Reading reading = new Reading(what);
        while (!reading.isWhole(line())) {
            // one more
        }
        return reading.reply();
    }

    /**
     * Reads the reply to a whole mail. A mail that the server has taken must not be sent again: so words in front of the
     * reply are passed over, and of a reply that is cut off the digits hold. The line is of no further use then.
     */
    SmtpReply verdict(String what, Duration timeout) throws IOException {
        stage("a reply to ", what, timeout);
        Reading reading = new Reading(what);
        try {
            for (boolean whole = false; !whole; ) {
                byte[] line = line();
                reading.lenient = next < end; // the reply may stand behind it
                whole = reading.isWhole(line);
            }
        } catch (IOException e) {
            cut = true;
            if (reading.code == 0 && code(started) > 0) {
                reading.isWhole(started);
            }
            if (reading.code == 0) {
                throw e;
            }
        }
        return reading.reply();
    }

    /** True once a reply was cut off: what comes next cannot be told apart from the rest of it. */
    boolean isCut() {
        return cut;
    }

    /** What came of a reply so far. */
    private static final class Reading {
        private final String what;
        private final List<byte[]> lines = new ArrayList<>(1);
        private boolean lenient;
        private int code;
        private int count;
        private long bytes;

        Reading(String what) {
            this.what = what;
        }

        /** Takes a line; false if more of the reply comes. */
        boolean isWhole(byte[] line) throws IOException {
            bytes += line.length + 1L;
            if (bytes > MOST_BYTES || ++count > MOST_LINES) {
                throw new IOException("the reply to " + what + " has more than "
                        + (bytes > MOST_BYTES ? MOST_BYTES + " bytes" : MOST_LINES + " lines"));
            }
            int found = code(line);
            boolean first = code == 0;
            if (first && found == 0) {
                if (lenient) {
                    return false;
                }
                String quoted = what.equals(LOGIN) ? "" : ": " + Failures.oneLine(text(line)); // it may echo a secret
                throw new IOException("no SMTP reply to " + what + quoted);
            }
            if (first && found < 200) {
                return false; // preliminary (RFC 959 4.2): the reply is still to come
            }
            code = first ? found : code;
            lines.add(found == 0 ? line : Arrays.copyOfRange(line, Math.min(4, line.length), line.length));
            char after = line.length > 3 ? (char) (line[3] & 0xff) : ' ';
            return found != 0 && after != '-' && (first || found == code || after == ' ' || after == '\t');
        }

        SmtpReply reply() {
            return new SmtpReply(code, lines.stream().map(Reading::text).toList());
        }

        /** For people: in UTF-8, else in Latin-1, which takes every byte. */
        private static String text(byte[] line) {
            int end = line.length;
            if (end == LONGEST_LINE) {
                while (end > LONGEST_LINE - 4 && (line[end - 1] & 0xc0) == 0x80) {
                    end--; // it may have been cut within a letter
                }
                end -= (line[end - 1] & 0x80) == 0 ? 0 : 1;
            }
            try {
                return UTF_8.newDecoder().decode(ByteBuffer.wrap(line, 0, end)).toString();
            } catch (CharacterCodingException e) {
                return new String(line, ISO_8859_1);
            }
        }
    }

    /** Three digits from 100 to 599 that no fourth one follows, or 0. */
    private static int code(byte[] line) {
        if (line.length < 3 || line[0] < '1' || line[0] > '5' || !isDigit(line[1]) || !isDigit(line[2])
                || line.length > 3 && isDigit(line[3])) {
            return 0;
        }
        return (line[0] - '0') * 100 + (line[1] - '0') * 10 + line[2] - '0';
    }

    private static boolean isDigit(byte c) {
        return c >= '0' && c <= '9';
    }

    /** The next line without its end; of a long one the beginning. */
    private byte[] line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(80);
        long length = 0;
        while (true) {
            int from = next;
            while (next < end && buffer[next] != '\n') {
                next++;
            }
            length += next - from;
            if (length > MOST_BYTES) {
                throw new IOException("the reply has a line of more than " + MOST_BYTES + " bytes");
            }
            line.write(buffer, from, Math.min(next - from, LONGEST_LINE - line.size()));
            if (next < end) {
                next++;
                byte[] whole = line.toByteArray();
                int end = whole.length;
                while (end > 0 && (whole[end - 1] == '\r' || whole[end - 1] == ' ')) {
                    end--;
                }
                return end == whole.length ? whole : Arrays.copyOf(whole, end);
            }
            started = line.toByteArray();
            fill();
        }
    }

    /** True if the server has said something that nobody has read, or hung up. */
    boolean hasUnread() throws IOException {
        if (next < end) {
            return true;
        }
        if (socket == plain) {
            return in.available() > 0;
        }
        if (plain.getInputStream().available() == 0) {
            return false;
        }
        socket.setSoTimeout(LOOK_MILLIS); // with TLS it may be a session ticket
        try {
            fill();
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        } finally {
            socket.setSoTimeout(0);
        }
    }

    private void fill() throws IOException {
        try {
            next = 0;
            end = Math.max(0, in.read(buffer));
        } catch (IOException e) {
            throw explained(e);
        }
        if (end == 0) {
            throw explained(new EOFException("the server closed the line"));
        }
    }

    private IOException explained(IOException failure) {
        if (!timedOut) {
            return failure;
        }
        SocketTimeoutException timeout = new SocketTimeoutException(
                "timed out waiting for " + waitsFor + what + " within " + words(patience));
        timeout.addSuppressed(failure); // not the cause: reasons are told by the cause that knows most
        return timeout;
    }

    /** By the plain socket: closing the encrypted one would wait for the server. */
    @Override
    public void close() {
        try {
            plain.close();
        } catch (IOException e) {
            // it is gone either way
        }
    }
}
