// SPDX-License-Identifier: Apache-2.0
/**
 * Smtp: a client for SMTP servers that needs nothing of a gateway: a server, an envelope and bytes in, one reply for each
 * recipient out.
 *
 * <p>Start at {@link org.notificationgateway.smtp.SmtpClient}. Nothing here decides when to try again or whose mail it is.
 */
@NullMarked
package org.notificationgateway.smtp;

import org.jspecify.annotations.NullMarked;
