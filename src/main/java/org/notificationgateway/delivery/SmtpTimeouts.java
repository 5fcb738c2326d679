// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.delivery;

import java.time.Duration;

/**
 * How long one step of an SMTP dialogue may take; none is endless, as Angus Mail's own defaults are.
 *
 * @param read for each reply; RFC 5321 4.5.3.2 grants a server 10 minutes after the final dot
 */
public record SmtpTimeouts(Duration connect, Duration read, Duration write) {}
