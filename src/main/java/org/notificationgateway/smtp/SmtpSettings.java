// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.smtp;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;

/**
 * How all servers are used.
 *
 * @param connections open at a time for one user of a server, at most
 * @param mailsPerConnection before a line is closed
 * @param connectionAge before a line is closed
 * @param idle how long a line may wait for its next mail
 * @param ourName what EHLO says; empty for this machine's name or address
 * @param allowClear true: passwords may cross the network unencrypted
 * @param trust certificates that are trusted besides the JVM's own
 * @param replies what replies mean apart from their digits
 */
public record SmtpSettings(
        SmtpTimeouts timeouts, int connections, int mailsPerConnection, Duration connectionAge, Duration idle,
        String ourName, boolean allowClear, List<X509Certificate> trust, Replies replies) {
    public SmtpSettings {
        trust = List.copyOf(trust);
    }
}
