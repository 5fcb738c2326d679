// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.smtp;

import static org.notificationgateway.support.ScriptedSmtpServer.CONNECT;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.notificationgateway.delivery.ClientCertificate;
import org.notificationgateway.delivery.ClientProof;
import org.notificationgateway.delivery.OAuthClient;
import org.notificationgateway.delivery.SenderCircuitBreaker;
import org.notificationgateway.delivery.SmtpServers;
import org.notificationgateway.delivery.TokenEndpoint;
import org.notificationgateway.settings.Senders;
import org.notificationgateway.settings.TextFile;
import org.notificationgateway.support.Effort;
import org.notificationgateway.support.LinearTime;
import org.notificationgateway.support.ScriptedSmtpServer;
import org.notificationgateway.support.TestCertificate;
import org.notificationgateway.support.TokenServer;

/** A server that answers at length must not hold up the mail of other senders: what it says is read in linear time. */
class RepliesInLinearTimeIT {
    private static final int LONGEST_ANSWER = Math.min(60_000, LinearTime.LONG); // of a token endpoint
    private static final int LINE = 500;

    @ParameterizedTest
    @ValueSource(strings = {CONNECT, "EHLO", "HELO", "AUTH", "MAIL", "RCPT", "DATA", ".", "RSET"})
    void aReplyOfOneLineIs(String command) throws Exception {
        List<String> codes = List.of("250 ", "550 5.1.1 ", "421 ", "334 ", "");
        int one = command.hashCode() & 3;
        for (String code : codes.subList(Effort.of(one, 0), Effort.of(one + 1, codes.size()))) {
            check(command, text -> code + text);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {CONNECT, "EHLO", "HELO", "AUTH", "MAIL", "RCPT", "DATA", ".", "RSET"})
    void aReplyOfManyLinesIs(String command) throws Exception {
        check(command, text -> lines("250", text));
        check(command, text -> lines("550", text));
    }

    @Test
    void whatIsOfferedIs() throws Exception {
        for (String offer : new String[] {"AUTH PLAIN", "AUTH", "SIZE", "SIZE 1"}) {
            check("EHLO", text -> "250-hello\r\n250 " + offer + " " + text.substring(0, 4_000));
        }
    }

    @Test
    void aReasonToPauseIs() {
        SenderCircuitBreaker gate = new SenderCircuitBreaker(Duration.ZERO, Duration.ZERO, Clock.systemUTC(), SmtpServers.plain(new Senders(List.of())));
        SmtpServer server = new SmtpServer("server", "127.0.0.1", 25, SmtpServer.Encryption.NONE, null);
        LinearTime.check("reason", text -> gate.failed(server, new ServerFaultException(text, null)));
    }

    @Test
    void theAnswerOfATokenEndpointIs() throws Exception {
        try (TokenServer server = new TokenServer()) {
            OAuthClient client = new OAuthClient(
                    "server", server.url(), "app", new ClientProof.Secret("secret"), "scope", "user");
            TokenEndpoint endpoint = new TokenEndpoint(Duration.ofSeconds(20), Clock.systemUTC());
            for (String member : new String[] {"error", "error_description", "access_token"}) {
                ObjectNode answer = JsonMapper.builder().build().createObjectNode().put("error", "a");
                LinearTime.check(member, LONGEST_ANSWER, LinearTime.values(), text -> {
                    server.answers(answer.has("access_token") ? 200 : 400, answer.put(member, text).toString());
                    endpoint.fetch(client);
                });
            }
            LinearTime.check("answer", LONGEST_ANSWER, LinearTime.values(), text -> {
                server.answers(200, text);
                endpoint.fetch(client);
            });
        }
    }

    @Test
    void aFileInPemIs(@TempDir Path folder) throws Exception {
        TestCertificate known = TestCertificate.make(folder, "client", "RSA");
        X509Certificate certificate = ClientCertificate.certificate(known.file());
        Path file = folder.resolve("file.pem");
        for (String head : new String[] {"", "-----BEGIN PRIVATE KEY-----", "-----BEGIN CERTIFICATE-----\n"}) {
            LinearTime.check("client-key", text -> {
                Files.writeString(file, head + text);
                ClientCertificate.of(certificate, file);
            });
            LinearTime.check("client-certificate", text -> {
                Files.writeString(file, head + text);
                ClientCertificate.certificate(file);
            });
            LinearTime.check("trust", text -> {
                Files.writeString(file, head + text);
                TrustedServers.read(TextFile.bytes(file));
            });
        }
    }

    private static void check(String command, UnaryOperator<String> reply) throws Exception {
        try (ScriptedSmtpServer server = new ScriptedSmtpServer()) {
            server.on("EHLO", command.equals("HELO") ? "500 what?" : "250-hello\r\n250 AUTH PLAIN LOGIN");
            server.on("RCPT", command.equals("RSET") ? "550 no" : "250 ok").on("AUTH", "235 welcome");
            String[] answer = {"250 ok"};
            server.on(line -> line.startsWith(command) ? answer[0] : null);
            var plan = new SmtpBench.Plan(server.port());
            try (SmtpBench bench = (command.equals("HELO") ? plan : plan.login("user", "secret")).lines()) {
                LinearTime.check("reply to " + command, text -> {
                    answer[0] = reply.apply(text);
                    bench.send();
                });
            }
        }
    }

    /** As many as it takes, of a length that servers use. */
    private static String lines(String code, String text) {
        StringBuilder reply = new StringBuilder();
        for (int from = 0; from < text.length(); from += LINE) {
            String line = text.substring(from, Math.min(text.length(), from + LINE));
            reply.append(code).append('-').append(line.replaceAll("[\r\n\u0085]", " ")).append("\r\n");
        }
        return reply.append(code).append(" end").toString();
    }
}
