// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.bench;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Postfix's smtp-sink: one thread, no TLS, the fastest server to be had. Its own counters say what came. */
final class SmtpSink implements Sink {
    private static final Pattern MAILS = Pattern.compile("mesg=(\\d+)\r");

    private final Layout layout;
    private final int port;
    private final Path counters;
    private Child child;

    SmtpSink(Layout layout) {
        this.layout = layout;
        port = Layout.freePort();
        counters = layout.log("smtp-sink");
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public void restart() throws Exception {
        stop();
        Path postfix = layout.work().resolve("postfix");
        List<String> command = new ArrayList<>(List.of(postfix.resolve("usr/sbin/smtp-sink").toString(), "-c"));
        if (System.getProperty("user.name").equals("root")) {
            command.addAll(List.of("-u", "nobody"));
        }
        command.addAll(List.of("127.0.0.1:" + port, "1000"));
        child = Child.silent("smtp-sink", counters, command, Map.of("LD_LIBRARY_PATH", libraries(postfix)));
        Wait.until("smtp-sink", Duration.ofSeconds(10), Duration.ofMillis(5), this::listens);
    }

    /** Postfix's own, and what else came with it because the machine lacks it. */
    private static String libraries(Path postfix) throws IOException {
        List<String> folders = new ArrayList<>(List.of(postfix.resolve("usr/lib/postfix").toString()));
        for (String above : List.of("usr/lib", "lib")) {
            if (Files.isDirectory(postfix.resolve(above))) {
                try (Stream<Path> all = Files.list(postfix.resolve(above))) {
                    all.map(Path::toString).filter(folder -> folder.endsWith("-linux-gnu")).forEach(folders::add);
                }
            }
        }
        return String.join(":", folders);
    }

    private boolean listens() {
        child.mustRun();
        try (Socket probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return probe.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void stop() throws Exception {
        if (child != null) {
            child.close();
            child = null;
        }
    }

    /** The last line of counters; each overwrites the one before on a terminal, so the file's end is the present. */
    @Override
    public long count() throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(counters.toFile(), "r")) {
            byte[] end = new byte[(int) Math.min(200, file.length())];
            file.seek(file.length() - end.length);
            file.readFully(end);
            Matcher matcher = MAILS.matcher(new String(end, StandardCharsets.US_ASCII));
            long count = 0;
            while (matcher.find()) {
                count = Long.parseLong(matcher.group(1));
            }
            return count;
        }
    }

    @Override
    public double cpuSeconds() throws IOException {
        return child.cpuSeconds();
    }
}
