// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.smtp;

import java.time.Duration;

/**
 * How long each step of an SMTP dialogue may take, and all of it together; none is endless. RFC 5321 4.5.3.2 names the
 * steps.
 *
 * @param connect to one address of the server
 * @param greeting until the server's first reply, TLS handshake included
 * @param command for the reply to any command but DATA
 * @param data for the reply to DATA
 * @param write until the server has taken what is sent
 * @param finalDot for the reply to the end of the mail; a server may filter it meanwhile, and a shorter wait sends
 *     duplicates
 * @param total for one mail, connecting included
 */
public record SmtpTimeouts(
        Duration connect, Duration greeting, Duration command, Duration data, Duration write, Duration finalDot,
        Duration total) {}
