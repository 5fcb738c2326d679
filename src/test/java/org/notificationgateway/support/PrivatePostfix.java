// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.support;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A Postfix with settings and a queue of its own, which takes mail from {@code sendmail} and relays all of it to one SMTP server; with
 * limits for its clients, it also listens on loopback. Its programs are the machine's, or those that {@code .ci/externals} unpacks. Accounts that each Debian has stand in
 * for its own, so that nothing has to be set up.
 */
public final class PrivatePostfix implements AutoCloseable {
    private static final Path UNPACKED = TestHome.PROJECT.resolve("target/postfix").toAbsolutePath();
    private static final String MAIN = """
            compatibility_level = 3.6
            queue_directory = %1$s/queue
            data_directory = %1$s/data
            daemon_directory = %2$s/usr/lib/postfix/sbin
            command_directory = %2$s/usr/sbin
            shlib_directory = %2$s/usr/lib/postfix
            import_environment = MAIL_CONFIG LD_LIBRARY_PATH=%3$s
            export_environment = MAIL_CONFIG LD_LIBRARY_PATH=%3$s
            maillog_file = %1$s/data/log
            maillog_file_prefixes = %1$s
            mail_owner = daemon
            setgid_group = mail
            inet_interfaces = 127.0.0.1
            inet_protocols = ipv4
            myhostname = mx.example.net
            mydestination =
            alias_maps =
            alias_database =
            relayhost = [127.0.0.1]:%4$d
            smtp_dns_support_level = disabled
            """;
    private static final String MASTER = """
            pickup unix n - n 60 1 pickup
            cleanup unix n - n - 0 cleanup
            qmgr unix n - n 300 1 qmgr
            rewrite unix - - n - - trivial-rewrite
            bounce unix - - n - 0 bounce
            defer unix - - n - 0 bounce
            trace unix - - n - 0 bounce
            proxymap unix - - n - - proxymap
            smtp unix - - n - - smtp
            scache unix - - n - 1 scache
            error unix - - n - - error
            retry unix - - n - - error
            postlog unix-dgram n - n - 1 postlogd
            """;
    private static final String LISTENING = """
            mynetworks = 127.0.0.0/8
            smtpd_relay_restrictions = permit_mynetworks, reject
            smtpd_client_event_limit_exceptions =
            """;
    private static final String LISTENERS = """
            127.0.0.1:%d inet n - n - - smtpd
            anvil unix - - n - 1 anvil
            discard unix - - n - - discard
            """;
    private static final String FOLDERS = """
            for name in active bounce corrupt defer deferred flush hold incoming maildrop private public saved trace; do
              mkdir -p queue/$name
            done
            mkdir -p queue/pid data
            chown daemon data queue/*
            chgrp mail queue/maildrop queue/public
            chmod 700 queue/*
            chmod 730 queue/maildrop
            chmod 710 queue/public
            chown root queue/pid
            chmod 755 . data queue queue/pid
            """;

    private final Path folder;
    private final Path programs;
    private final Process master;
    private final int port = TestHome.freePort();

    /**
     * Starts it and returns when it takes mail.
     *
     * @param limits settings for clients over SMTP; none if it need not listen
     */
    public PrivatePostfix(SmtpSink sink, String... limits) throws IOException, InterruptedException {
        programs = programs();
        folder = Files.createDirectory(sink.folder().resolve("postfix")); // which the sink has opened to other accounts
        Files.writeString(folder.resolve("main.cf"), MAIN.formatted(folder, programs, SmtpSink.libraries(), sink.port())
                + (limits.length > 0 ? LISTENING + String.join("\n", limits) + "\n" : ""));
        Files.writeString(folder.resolve("master.cf"), MASTER + (limits.length > 0 ? LISTENERS.formatted(port) : ""));
        run(new ProcessBuilder("sh", "-ec", FOLDERS));
        master = program("usr/lib/postfix/sbin/master", "-c", folder.toString(), "-s")
                .redirectErrorStream(true).redirectOutput(folder.resolve("master.log").toFile()).start();
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            if (!master.isAlive()) {
                throw new IllegalStateException(log());
            }
            return Files.exists(folder.resolve("queue/public/pickup"));
        });
    }

    /** Where it listens for clients. */
    public int port() {
        return port;
    }

    /** Hands it a file as {@code sendmail -t} does, which learns from the headers who is to get it. */
    public void sendmail(Path eml) throws IOException, InterruptedException {
        run(program("usr/sbin/sendmail", "-C", folder.toString(), "-t").redirectInput(eml.toFile()));
    }

    /** All that it has to say. */
    public String log() throws IOException {
        StringBuilder log = new StringBuilder();
        for (String name : List.of("master.log", "data/log", "run.log")) {
            Path file = folder.resolve(name);
            log.append(Files.exists(file) ? Files.readString(file) : "");
        }
        return log.toString();
    }

    private static Path programs() {
        if (!System.getProperty("user.name").equals("root")) {
            return Absent.skip("no right to start Postfix, which wants to be root");
        }
        return Files.isExecutable(Path.of("/usr/lib/postfix/sbin/master")) ? Path.of("")
                : Files.isExecutable(UNPACKED.resolve("usr/lib/postfix/sbin/master")) ? UNPACKED
                : Absent.skip("no Postfix: .ci/externals unpacks it");
    }

    private ProcessBuilder program(String name, String... arguments) throws IOException {
        List<String> words = new ArrayList<>(List.of(programs + "/" + name));
        words.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(words);
        builder.environment().put("LD_LIBRARY_PATH", SmtpSink.libraries());
        return builder;
    }

    private void run(ProcessBuilder builder) throws IOException, InterruptedException {
        Process process = builder.directory(folder.toFile()).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("run.log").toFile())).start();
        if (!process.waitFor(20, TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IllegalStateException(builder.command() + " failed: " + log());
        }
    }

    /** Ends it, and all that it has started. */
    @Override
    public void close() {
        List<ProcessHandle> all = new ArrayList<>(master.descendants().toList());
        all.add(master.toHandle());
        all.forEach(ProcessHandle::destroy);
        await().atMost(Duration.ofSeconds(20)).until(() -> all.stream().noneMatch(ProcessHandle::isAlive));
    }
}
