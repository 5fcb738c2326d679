// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.delivery;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * The line to an SMTP server: commands out, replies in. Every wait ends: a server that drips a byte at a time, talks
 * without end or never reads costs one deadline and a few kilobytes. One thread uses it; {@link Watchdog} closes it.
 */
final class SmtpLine implements Closeable {
    private static final int LONGEST_LINE = 4_096; // RFC 5321 4.5.3.1.5 allows 512; some servers explain more
    static final String LOGIN = "AUTH"; // what a reply answers whose words are not repeated unseen
    private static final int MOST_LINES = 200;
    private static final int BUFFER = 16_384;

    private final Socket plain;
    private Socket socket;
    private InputStream in;
    private OutputStream out;
    private final byte[] buffer = new byte[BUFFER];
    private int next;
    private int end;
    private long totalDeadline;
    private volatile long deadline;
    private volatile boolean timedOut;
    private String waitsFor = "";
    private String what = "";
    private Duration patience = Duration.ZERO;

    private SmtpLine(Socket connected) throws IOException {
        plain = connected;
        socket = connected;
        in = connected.getInputStream();
        out = connected.getOutputStream();
    }

    /** Connects to the first of the host's addresses that answers. The deadline for all that follows is {@code total}. */
    static SmtpLine connect(String host, int port, Duration timeout, Duration total) throws IOException {
        IOException last = new UnknownHostException(host);
        for (InetAddress address : InetAddress.getAllByName(host)) {
            Socket socket = new ReadAhead();
            try {
                socket.setTcpNoDelay(true); // else each mail waits 40 ms for an acknowledgement
                socket.setKeepAlive(true);
                socket.connect(new InetSocketAddress(address, port), Math.toIntExact(timeout.toMillis()));
                SmtpLine line = new SmtpLine(socket);
                line.begin(total);
                return line;
            } catch (IOException e) {
                socket.close();
                last = e;
            }
        }
        throw last;
    }

    /** TLS reads the head of each record by itself: this way that is no system call of its own. */
    private static final class ReadAhead extends Socket {
        private InputStream in = InputStream.nullInputStream();
        private boolean open;

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
        try {
            if (encrypted.getSession().getPeerCertificates()[0] instanceof X509Certificate certificate) {
                certificate.checkValidity();
            }
        } catch (CertificateException e) {
            throw new SSLException("the server's certificate is expired or not yet valid: " + e.getMessage());
        }
    }

    boolean isEncrypted() {
        return socket instanceof SSLSocket;
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
     * Reads one reply, of one line or several.
     *
     * @param what is answered, for the error
     */
    SmtpReply reply(String what, Duration timeout) throws IOException {
        stage("a reply to ", what, timeout);
        List<String> lines = new ArrayList<>(1);
        while (lines.size() < MOST_LINES) {
            String line = line();
            if (!isReply(line)) {
                String quoted = what.equals(LOGIN) ? "" : ": " + DeliveryFailures.oneLine(line); // it may echo a secret
                throw new IOException("no SMTP reply to " + what + quoted);
            }
            lines.add(line.substring(Math.min(4, line.length())));
            if (line.length() == 3 || line.charAt(3) == ' ') {
                return new SmtpReply(Integer.parseInt(line.substring(0, 3)), lines);
            }
        }
        throw new IOException("the reply to " + what + " has more than " + MOST_LINES + " lines");
    }

    /** A code from 200 to 599, alone or before a space or hyphen and a text of one line. */
    private static boolean isReply(String line) {
        return line.length() >= 3 && line.charAt(0) >= '2' && line.charAt(0) <= '5'
                && isDigit(line.charAt(1)) && isDigit(line.charAt(2))
                && (line.length() == 3 || line.charAt(3) == ' ' || line.charAt(3) == '-')
                && line.indexOf('\r') < 0 && line.indexOf('\u0085') < 0;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private String line() throws IOException {
        String start = "";
        while (true) {
            int from = next;
            while (next < end && buffer[next] != '\n') {
                next++;
            }
            if (start.length() + next - from > LONGEST_LINE) {
                throw new IOException("the reply has a line of more than " + LONGEST_LINE + " bytes");
            }
            String piece = new String(buffer, from, next - from, ISO_8859_1);
            start = start.isEmpty() ? piece : start + piece;
            if (next < end) {
                next++;
                return start.stripTrailing();
            }
            fill();
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
