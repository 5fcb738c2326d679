// SPDX-License-Identifier: Apache-2.0
/**
 * Delivery: turns one attempt at one finished mail into one outcome for each recipient.
 *
 * <p>Start at {@link org.notificationgateway.delivery.DeliveryReport}. Nothing here decides when to try again; that is
 * {@code outbox}.
 */
@NullMarked
package org.notificationgateway.delivery;

import org.jspecify.annotations.NullMarked;
