// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.routes;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.notificationgateway.delivery.DeliveryOutcome;
import org.notificationgateway.delivery.DeliveryReport;
import org.notificationgateway.delivery.FinishedMail;
import org.notificationgateway.mail.Envelope;
import org.notificationgateway.support.TestHome;

/** One attempt at a pickup directory ends in one whole file and one report, or in a report and no file. */
class DeliveryPickupRouteTest {
    private static final Set<String> RECIPIENTS = Set.of("ann@example.com", "hidden@example.com");
    private static final String MAIL = "From: no-reply@contoso.com\r\nTo: ann@example.com\r\nSubject: 7\r\n\r\nhi\r\n";

    /** The route on a pickup directory beside the home. */
    private abstract static class Pickup extends RouteTest {
        private final String name;
        Path directory;
        Path staging;

        Pickup(String name) {
            super("delivery-pickup");
            this.name = name;
        }

        @Override
        void prepare(TestHome home) {
            directory = home.path("spool").resolve(name);
            staging = directory.resolveSibling(name + ".staging");
            try {
                Files.createDirectories(directory);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            home.server("{ \"FromAddress\": \"no-reply@contoso.com\", \"UseSpecifiedPickupDirectory\": true,"
                    + " \"PickupDirectory\": \"" + directory + "\" }");
        }

        @BeforeEach
        void empty() throws IOException {
            for (Path folder : List.of(directory, staging)) {
                Files.createDirectories(folder);
                for (String name : names(folder)) {
                    Files.delete(folder.resolve(name));
                }
            }
        }

        void attempt(Class<? extends DeliveryOutcome> outcome) {
            Envelope envelope = new Envelope("bounces@contoso.com", RECIPIENTS.stream().sorted().toList());
            FinishedMail mail = new FinishedMail("server", "<7@contoso.com>", envelope, MAIL.getBytes(US_ASCII));
            Exchange answer = template.send("direct:delivery-pickup", exchange -> {
                exchange.getMessage().setBody(mail);
                exchange.getMessage().setHeader("CamelFileName", "../escaped.eml");
                exchange.getMessage().setHeader("CamelOverruleFileName", "../escaped.eml");
            });
            assertNull(answer.getException());
            DeliveryReport report = mail.reported();
            assertEquals(RECIPIENTS, report.outcomes().keySet());
            report.outcomes().values().forEach(each -> assertInstanceOf(outcome, each, report.toString()));
        }

        /** The one file that the attempt left, there and nowhere else. */
        Path onlyFile() throws IOException {
            try (Stream<Path> all = Files.walk(directory.getParent())) {
                List<Path> files = all.filter(Files::isRegularFile).toList();
                assertEquals(1, files.size(), files.toString());
                assertEquals(directory, files.get(0).getParent());
                return files.get(0);
            }
        }
    }

    @Nested
    class AMail extends Pickup {
        AMail() {
            super("pickup");
        }

        @Test
        void endsAsOneWholeFileOfItsOwn() throws Exception {
            start();
            attempt(DeliveryOutcome.Delivered.class);
            assertEquals("X-Sender: bounces@contoso.com\r\nX-Receiver: ann@example.com\r\n"
                    + "X-Receiver: hidden@example.com\r\n" + MAIL, Files.readString(onlyFile()));
            String name = onlyFile().getFileName().toString();
            assertTrue(name.matches("[0-9a-f-]{36}[.]eml"), "tells something: " + name);
        }

        @Test
        void isReadByTheOwnersAccountAlone() throws Exception {
            start();
            attempt(DeliveryOutcome.Delivered.class);
            assertEquals(PosixFilePermissions.fromString("rw-------"), Files.getPosixFilePermissions(onlyFile()));
        }

        @Test
        void isTriedAgainWhileItsDirectoryIsAway() throws Exception {
            start();
            Files.delete(directory);
            attempt(DeliveryOutcome.TryAgain.class);
            assertFalse(Files.exists(directory), "a directory made here is read by no SMTP server");
            assertEquals(Set.of(), names(staging));
        }

        @Test
        void isTriedAgainWhileItsStagingFolderIsAway() throws Exception {
            start();
            Files.delete(staging);
            attempt(DeliveryOutcome.TryAgain.class);
            assertEquals(Set.of(), names(directory));
        }
    }

    @Nested
    class ADirectoryOfAnyName extends Pickup {
        ADirectoryOfAnyName() {
            super("pick up? + 100%20 & später");
        }

        @Test
        void isTheOneThatGetsTheMail() throws Exception {
            start();
            attempt(DeliveryOutcome.Delivered.class);
            onlyFile();
        }
    }
}
