// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.delivery;

import org.notificationgateway.settings.Delivery;

/**
 * A server as one sender uses it: what a connection must have in common with the mail it is reused for.
 */
record SmtpServer(String sender, Delivery.Smtp settings) {}
