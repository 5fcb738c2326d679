// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.notificationgateway.support.ScriptedSmtpServer;

/** A password crosses a network in clear text only where an operator has said so. */
class SmtpClearCredentialsTest {
    private ScriptedSmtpServer server;

    @BeforeEach
    void listen() throws Exception {
        server = new ScriptedSmtpServer().on("AUTH", "235 welcome");
    }

    @AfterEach
    void close() throws Exception {
        server.close();
    }

    @Test
    @DisplayName("S29: to another machine without TLS: no login")
    void noPasswordGoesOut() {
        ServerFaultException fault = assertThrows(ServerFaultException.class, () -> logIn(false, false));
        assertTrue(fault.getMessage().contains("delivery.smtp.allow-clear-credentials"), fault.getMessage());
        assertEquals(List.of(), server.commands());
    }

    @Test
    @DisplayName("S29: allowed by delivery.smtp.allow-clear-credentials")
    void anOperatorMayAllowIt() throws Exception {
        logIn(true, false);
        assertEquals(1, server.commands().stream().filter(command -> command.startsWith("AUTH PLAIN ")).count());
    }

    @Test
    @DisplayName("S29: allowed to a server of this machine")
    void loopbackIsNoNetwork() throws Exception {
        logIn(false, true);
        assertEquals(1, server.commands().stream().filter(command -> command.startsWith("AUTH PLAIN ")).count());
    }

    private void logIn(boolean allowClear, boolean local) throws Exception {
        Duration patience = Duration.ofSeconds(10);
        SmtpTimeouts timeouts = new SmtpTimeouts(patience, patience, patience, patience, patience, patience, patience);
        SmtpServer known = new SmtpServer("server", "127.0.0.1", server.port(), SmtpServer.Encryption.NONE,
                new SmtpServer.Login("gateway", "p4ss-w0rd!"));
        try (SmtpChannel line = SmtpChannel.connect(InetAddress.getLoopbackAddress(), server.port(), patience, patience)) {
            line.reply("the connection", patience);
            new SmtpLogin(AccessTokens.NONE, allowClear, any -> local).logIn(
                    known, line,
                    new SmtpExtensions(Map.of("AUTH", "PLAIN LOGIN")), timeouts);
        }
    }
}
