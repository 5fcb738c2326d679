// SPDX-License-Identifier: Apache-2.0
/**
 * Outbox: keeps each accepted mail until its delivery ends well, and decides when to try again.
 *
 * <p>Start at {@link org.notificationgateway.outbox.OutboxEntry}. Nothing here knows JSON requests or SMTP.
 */
@NullMarked
package org.notificationgateway.outbox;

import org.jspecify.annotations.NullMarked;
