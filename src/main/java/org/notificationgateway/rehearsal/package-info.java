// SPDX-License-Identifier: Apache-2.0
/**
 * Rehearsal: builds a gateway from any home and lets mail pass through it, while nothing outside of the process sees a
 * connection.
 *
 * <p>Start at {@link org.notificationgateway.rehearsal.Rehearsal}. It may import all other rooms; only {@code cli} and tests
 * of routes import it.
 */
@NullMarked
package org.notificationgateway.rehearsal;

import org.jspecify.annotations.NullMarked;
