// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.support;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/** An SMTP server that answers as a test tells it to, with replies and silences no real server gives on request. */
public final class ScriptedSmtpServer implements AutoCloseable {
    public static final String CONNECT = "(connect)"; // the moment before the first command: its reply is the greeting
    public static final String HANG_UP = "(hang up)"; // in place of a reply
    public static final String SILENCE = "(silence)"; // in place of this reply and all later ones

    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    private final List<Socket> connections = new CopyOnWriteArrayList<>();
    private final List<String> commands = new CopyOnWriteArrayList<>();
    private final List<byte[]> mails = new CopyOnWriteArrayList<>();
    private volatile UnaryOperator<String> script = command -> "250 ok";

    /** Listens at once, and takes every mail until told otherwise. */
    public ScriptedSmtpServer() throws IOException {
        on(CONNECT, "220 scripted.test").on("DATA", "354 go on").on("QUIT", "221 bye");
        new Thread(this::serve, "scripted-smtp").start();
    }

    /** Answers commands that start so, in any letter case; {@code "."} is the end of the data. The latest rule wins. */
    public ScriptedSmtpServer on(String prefix, String reply) {
        return on(command -> command.regionMatches(true, 0, prefix, 0, prefix.length()) ? reply : null);
    }

    /** Answers every command for which the rule has a reply; null leaves it to earlier rules. */
    public ScriptedSmtpServer on(UnaryOperator<String> rule) {
        UnaryOperator<String> earlier = script;
        script = command -> {
            String reply = rule.apply(command);
            return reply == null ? earlier.apply(command) : reply;
        };
        return this;
    }

    public int port() {
        return listener.getLocalPort();
    }

    public int connections() {
        return connections.size();
    }

    /** Every line received outside of mail data, in order, from all connections. */
    public List<String> commands() {
        return List.copyOf(commands);
    }

    /** The data of every mail that came to its final dot, dot-stuffing undone, whatever was answered. */
    public List<byte[]> mails() {
        return List.copyOf(mails);
    }

    /** Serves one client, and starts the thread that waits for the next. */
    private void serve() {
        try (Socket socket = listener.accept()) {
            connections.add(socket);
            new Thread(this::serve, "scripted-smtp").start();
            InputStream in = new BufferedInputStream(socket.getInputStream());
            for (String command = CONNECT; answer(command, in, socket.getOutputStream()); ) {
                command = line(in).strip();
                commands.add(command);
            }
        } catch (IOException e) {
            // the client hung up, or the test is over
        }
    }

    /** False when the reply ends the connection. */
    private boolean answer(String command, InputStream in, OutputStream out) throws IOException {
        String reply = script.apply(command);
        if (reply.equals(SILENCE) || reply.equals(HANG_UP)) {
            return reply.equals(SILENCE) && in.transferTo(OutputStream.nullOutputStream()) < 0;
        }
        out.write((reply + "\r\n").getBytes(ISO_8859_1));
        if (!reply.startsWith("354")) {
            return true;
        }
        StringBuilder mail = new StringBuilder();
        for (String line = line(in); !line.equals(".\r\n"); line = line(in)) {
            mail.append(line, line.startsWith(".") ? 1 : 0, line.length());
        }
        mails.add(mail.toString().getBytes(ISO_8859_1));
        return answer(".", in, out);
    }

    /** A line with its line end; only CRLF ends one. */
    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(), before = 0; c >= 0; before = c, c = in.read()) {
            line.append((char) c);
            if (before == '\r' && c == '\n') {
                return line.toString();
            }
        }
        throw new IOException("the client is gone");
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : connections) {
            socket.close();
        }
    }
}
