// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.intake;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.notificationgateway.support.LinearTime;

/** One finished mail with one strange line must not stall the rest, so whatever a mail may hold is read in linear time. */
class MailsInLinearTimeIT {
    private static final Limits WIDE = new Limits(26_214_400, 100_000, 1_000, 1_000_000, 1_000_000, 1_000);
    private static final RequestReader READER = new RequestReader(Requests.SENDERS, WIDE, "trace", SenderRule.NONE);
    private static final EmlFolder KEPT = folder(EmlFolder.From.KEEP, EmlFolder.EnvelopeFrom.FILE, true);
    private static final EmlFolder REWRITTEN = folder(EmlFolder.From.REWRITE, EmlFolder.EnvelopeFrom.FROM_ADDRESS, false);

    private static EmlFolder folder(EmlFolder.From from, EmlFolder.EnvelopeFrom envelope, boolean doubled) {
        return new EmlFolder("f", "server", null, null, from, envelope, doubled, false);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "X-Sender", "X-Receiver", "From", "Sender", "To", "Cc", "Bcc", "Subject", "Content-Type", "Message-ID", "Date", "Importance",
        "X-Priority", "X-Notification-Gateway"})
    void aHeaderIs(String name) {
        LinearTime.check(name, text -> read(name + ": " + text + "\r\nFrom: a@contoso.com\r\nTo: a@example.com\r\n\r\ntext\r\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "From: a@contoso.com\r\nTo: a@example.com\r\n", "From: a@contoso.com\r\nTo: a@example.com\r\n\r\n",
        "From: a@contoso.com\r\nTo: a@example.com\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"})
    void whatFollowsIs(String before) {
        LinearTime.check("what follows " + before.length() + " characters", text -> read(before + text));
    }

    /** What one folder refuses another reads on. */
    private static void read(String mail) throws InvalidRequestException {
        try {
            READER.read(new ArrivedMail(KEPT, Instant.EPOCH, mail.getBytes(UTF_8)), "id", null, null);
        } catch (InvalidRequestException e) {
            READER.read(new ArrivedMail(REWRITTEN, Instant.EPOCH, mail.getBytes(UTF_8)), "id", null, null);
        }
    }
}
