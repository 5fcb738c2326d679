// SPDX-License-Identifier: Apache-2.0
/**
 * Rehearsal: builds a gateway from any home and lets mail pass through it, while nothing outside of the process sees a
 * connection.
 *
 * <p>Start at {@link org.notificationgateway.rehearsal.Rehearsal}; who writes tests of routes, at
 * {@link org.notificationgateway.rehearsal.GatewayTest}. It may import all other rooms; only {@code cli} and {@code run} import it.
 */
@NullMarked
package org.notificationgateway.rehearsal;

import org.jspecify.annotations.NullMarked;
