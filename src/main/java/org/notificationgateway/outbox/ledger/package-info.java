// SPDX-License-Identifier: Apache-2.0
/**
 * Ledger: the one SQL database that knows which mails were accepted, and what became of their recipients.
 *
 * <p>Start at {@link org.notificationgateway.outbox.ledger.Ledger}. Nothing here knows a broker.
 */
@NullMarked
package org.notificationgateway.outbox.ledger;

import org.jspecify.annotations.NullMarked;
