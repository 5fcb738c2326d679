// SPDX-License-Identifier: Apache-2.0
/**
 * Embedded: the broker inside this process, and all that relies on its inside.
 *
 * <p>Start at {@link org.notificationgateway.outbox.embedded.EmbeddedBroker}. With an external broker nothing of it is used.
 */
@NullMarked
package org.notificationgateway.outbox.embedded;

import org.jspecify.annotations.NullMarked;
