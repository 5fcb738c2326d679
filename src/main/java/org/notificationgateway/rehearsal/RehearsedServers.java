// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.rehearsal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.notificationgateway.smtp.SmtpMail;
import org.notificationgateway.smtp.SmtpOutcome;
import org.notificationgateway.smtp.SmtpServer;
import org.notificationgateway.smtp.SmtpTransport;

/**
 * Leads the gateway's own SMTP client to rehearsed servers, one for each host and port, whatever the settings name. The
 * dialogue is real; only its encryption is noted instead of done, since nothing leaves this process. Safe to share.
 */
final class RehearsedServers implements AutoCloseable {
    private final Function<String, SmtpScript> scripts;
    private final Map<String, RehearsedSmtpServer> servers = new ConcurrentHashMap<>();
    private final List<SentMail> sent = new CopyOnWriteArrayList<>();

    /** @param scripts what the server does that settings know as {@code host:port} */
    RehearsedServers(Function<String, SmtpScript> scripts) {
        this.scripts = scripts;
    }

    /** A way to these servers over the client. */
    SmtpTransport over(SmtpTransport client) {
        return (server, mail) -> {
            String name = server.host() + ":" + server.port();
            int port = servers.computeIfAbsent(name, this::started).port();
            Map<String, SmtpOutcome> outcomes = client.send(
                    new SmtpServer(
                            server.user(), "127.0.0.1", port, SmtpServer.Encryption.NONE, server.login()), mail);
            note(name, server, mail, outcomes);
            return outcomes;
        };
    }

    private RehearsedSmtpServer started(String name) {
        try {
            return new RehearsedSmtpServer(() -> scripts.apply(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void note(String name, SmtpServer server, SmtpMail mail, Map<String, SmtpOutcome> outcomes) {
        List<String> taken = mail.recipients().stream()
                .filter(recipient -> outcomes.get(recipient).kind() == SmtpOutcome.Kind.TAKEN)
                .toList();
        Map<String, String> replies = new TreeMap<>();
        outcomes.forEach((recipient, outcome) -> replies.put(recipient, outcome.reply()));
        if (!taken.isEmpty()) {
            String encryption = server.encryption().name().toLowerCase(Locale.ROOT).replace('_', '-');
            sent.add(new SentMail("smtp", name, encryption, mail.from(), taken, replies, mail.bytes(), null));
        }
    }

    /** How many commands all of them were given. */
    long commands() {
        return servers.values().stream().mapToLong(RehearsedSmtpServer::commands).sum();
    }

    /** What they have taken, in its order. */
    List<SentMail> sent() {
        return List.copyOf(sent);
    }

    @Override
    public void close() throws IOException {
        for (RehearsedSmtpServer server : servers.values()) {
            server.close();
        }
    }
}
