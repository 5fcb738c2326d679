// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.delivery;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How all senders use their SMTP servers, apart from what MailSettings say.
 *
 * @param connections open at a time for one sender, at most
 * @param mailsPerConnection before a line is closed
 * @param connectionAge before a line is closed
 * @param idle how long a line may wait for its next mail
 * @param ourName what EHLO says; empty for this machine's name or address
 * @param allowClear true: passwords may cross the network unencrypted
 * @param trust certificates in PEM that are trusted besides the JVM's own; null for none
 * @param replies what replies mean apart from their digits
 */
public record SmtpSettings(
        SmtpTimeouts timeouts, int connections, int mailsPerConnection, Duration connectionAge, Duration idle,
        String ourName, boolean allowClear, @Nullable Path trust, Replies replies) {}
