// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.house;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import org.notificationgateway.intake.EntryComposer;
import org.notificationgateway.intake.InvalidRequestException;
import org.notificationgateway.intake.Limits;
import org.notificationgateway.intake.RequestReader;
import org.notificationgateway.intake.SenderRule;
import org.notificationgateway.mail.Mailbox;
import org.notificationgateway.outbox.OutboxEntry;
import org.notificationgateway.settings.Senders;
import org.notificationgateway.settings.SendersLoader;
import org.notificationgateway.support.TestHome;

/** The intake of a gateway as it is shipped, senders server and agent, without its doors and its broker. */
final class Intake {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-21T08:00:00Z"), ZoneOffset.UTC);

    private final RequestReader reader;
    private final EntryComposer composer;

    private Intake(Senders senders) {
        reader = new RequestReader(senders, new Limits(26_214_400, 100, 20, 998, 255, 50), "trace", SenderRule.NONE);
        composer = new EntryComposer(senders, CLOCK, CLOCK, "trace");
    }

    static Intake shipped() {
        return new Intake(senders(TestHome.PROJECT));
    }

    /** The senders of a home, whatever the environment of this build. */
    static Senders senders(Path home) {
        return new SendersLoader(home, Map.of(), Intake::addressFault).load();
    }

    OutboxEntry take(byte[] request) throws InvalidRequestException {
        return composer.compose(reader.read(request, "an-id", null, null), null, null, null).mails().get(0).entry();
    }

    OutboxEntry take(String request) throws InvalidRequestException {
        return take(request.getBytes(UTF_8));
    }

    OutboxEntry take(Path file) throws IOException, InvalidRequestException {
        return take(Files.readAllBytes(file));
    }

    private static Optional<String> addressFault(String address) {
        try {
            Mailbox.parse(address);
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }
}
