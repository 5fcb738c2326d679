// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.delivery;

import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.mail.Envelope;

/**
 * Reads Angus Mail's chained exceptions as outcomes per recipient, by the reply's first digit alone (RFC 5321 4.2.1):
 * codes nobody has heard of must not be taken for refusals.
 */
final class SmtpReplies {
    private SmtpReplies() {}

    static DeliveryReport report(MessagingException failure, Envelope envelope) {
        Map<String, DeliveryOutcome> outcomes = new LinkedHashMap<>();
        DeliveryOutcome whole = whole(failure);
        envelope.recipients().forEach(recipient -> outcomes.put(recipient, whole));
        for (Exception e = failure; e != null; e = next(e)) {
            if (e instanceof SendFailedException sent && sent.getValidSentAddresses() != null) {
                for (Address address : sent.getValidSentAddresses()) {
                    outcomes.replace(address.toString(), new DeliveryOutcome.Delivered("250 accepted"));
                }
            }
            if (e instanceof SMTPAddressFailedException refused) {
                outcomes.replace(
                        refused.getAddress().getAddress(), byCode(refused.getReturnCode(), refused.getMessage()));
            }
        }
        return new DeliveryReport(outcomes);
    }

    /** What holds for a recipient that no reply names: the reply to MAIL, DATA or the final dot, or a lost line. */
    private static DeliveryOutcome whole(MessagingException failure) {
        DeliveryOutcome outcome = new DeliveryOutcome.TryAgain(DeliveryFailures.reason(failure));
        for (Exception e = failure; e != null; e = next(e)) {
            if (e instanceof SMTPSendFailedException reply && reply.getReturnCode() != 250) { // 250: sent to the others
                outcome = byCode(reply.getReturnCode(), reply.getMessage());
            }
            if (e instanceof SMTPSenderFailedException reply) {
                outcome = byCode(reply.getReturnCode(), reply.getMessage());
            }
        }
        return outcome;
    }

    private static DeliveryOutcome byCode(int code, String reply) {
        String line = DeliveryFailures.oneLine(String.valueOf(reply));
        return code / 100 == 5 ? new DeliveryOutcome.GiveUp(line) : new DeliveryOutcome.TryAgain(line);
    }

    private static @Nullable Exception next(Exception e) {
        return e instanceof MessagingException chained ? chained.getNextException() : null;
    }
}
