// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.notificationgateway.NotificationGateway;
import org.notificationgateway.support.FaultySmtpServer;
import org.notificationgateway.support.TestHome;
import org.notificationgateway.support.TestKeys;

/** {@code gateway check --connect}: up to the login, and no further. */
class ConnectCheckIT {
    @TempDir
    private Path folder;

    private FaultySmtpServer server;
    private TestHome home;

    private record Run(int exit, String out, String err) {}

    @BeforeEach
    void listen() throws Exception {
        server = new FaultySmtpServer().offering("AUTH PLAIN LOGIN");
        home = new TestHome(folder);
        settings("\"SecureSocketOption\": \"None\", \"UserName\": \"gateway\", \"Password\": \"s3cret-word\"");
    }

    @AfterEach
    void close() throws Exception {
        server.close();
    }

    private void settings(String more) {
        home.server("{\"FromAddress\": \"no-reply@contoso.com\", \"Host\": \"127.0.0.1\", \"Port\": " + server.port() + ", " + more + "}");
    }

    private Run check() {
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream told = new ByteArrayOutputStream();
        ByteArrayOutputStream failed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(told, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(failed, true, StandardCharsets.UTF_8));
        try {
            int exit = NotificationGateway.commandLine().execute("check", "--connect", "--home", folder.toString());
            return new Run(exit, told.toString(StandardCharsets.UTF_8), failed.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }

    @Test
    void eachStepIsALine() {
        Run run = check();
        assertEquals(0, run.exit(), run.out() + run.err());
        for (String line : new String[] {"sender server: name 127.0.0.1: 127.0.0.1", "sender server: port " + server.port() + ": answers",
            "sender server: encryption: not encrypted", "sender server: EHLO: offers ", "sender server: login: taken"}) {
            assertTrue(run.out().contains(line), run.out());
        }
        assertFalse((run.out() + run.err()).contains("s3cret-word"));
    }

    @Test
    void nothingIsSent() {
        check();
        assertFalse(server.commands().stream().anyMatch(command -> command.startsWith("MAIL")), server.commands().toString());
    }

    @Test
    void aRefusedLoginIsAFaultWithAdvice() {
        server.on("AUTH", FaultySmtpServer.reply("535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox."));
        Run run = check();
        assertEquals(1, run.exit());
        assertTrue(run.err().contains("sender server: SMTP server 127.0.0.1:" + server.port() + " refuses the login"), run.err());
        assertTrue(run.err().contains("Set-CASMailbox"), run.err());
    }

    @Test
    void aServerThatIsAwayIsAFault() throws Exception {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = free.getLocalPort();
            free.close();
            home.server("{\"FromAddress\": \"no-reply@contoso.com\", \"Host\": \"127.0.0.1\", \"Port\": " + port + "}");
        }
        Run run = check();
        assertEquals(1, run.exit());
        assertTrue(run.err().contains("cannot be reached"), run.err());
    }

    @Test
    void theCertificateIsToldWithItsDays() throws Exception {
        TestKeys keys = new TestKeys(folder);
        Path own = keys.selfSigned("own", "ip:127.0.0.1,dns:localhost", "-1d", 10);
        Files.writeString(folder.resolve("config/trust.pem"), keys.pem(own));
        Path properties = folder.resolve("config/application.properties");
        Files.writeString(properties, Files.readString(properties).replaceAll("(?m)^delivery.smtp.trust.*$", "")
                + "\ndelivery.smtp.trust = config/trust.pem\n");
        server.tlsAtConnect(TestKeys.server(own));
        settings("\"SecureSocketOption\": \"SslOnConnect\"");
        Run run = check();
        assertEquals(0, run.exit(), run.out() + run.err());
        assertTrue(run.out().matches("(?s).*sender server: encryption: TLSv1[.][23], certificate of .* valid for [89] days more\n.*"), run.out());
    }
}
