// SPDX-License-Identifier: Apache-2.0
/**
 * Operations: what people who run the gateway see and use: its home, its lock, its health, its summary.
 *
 * <p>Start at {@link org.notificationgateway.operations.GatewayHome}. No other room knows this one.
 */
@NullMarked
package org.notificationgateway.operations;

import org.jspecify.annotations.NullMarked;
