// SPDX-License-Identifier: Apache-2.0
/**
 * The Notification Gateway: takes notification requests by file, HTTP or JMS, makes each one durable, and delivers it
 * as MailSettings says.
 *
 * <p>Start at {@link org.notificationgateway.NotificationGateway}; {@link org.notificationgateway.GatewayConfiguration}
 * wires the rooms {@code intake}, {@code outbox} and {@code delivery} to the routes in {@code routes/}.
 */
@NullMarked
package org.notificationgateway;

import org.jspecify.annotations.NullMarked;
