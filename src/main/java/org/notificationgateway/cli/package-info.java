// SPDX-License-Identifier: Apache-2.0
/**
 * Cli: the commands of people and scripts, apart from the one that runs the gateway.
 *
 * <p>Start at {@link org.notificationgateway.cli.SendCommand}. No other room knows this one.
 */
@NullMarked
package org.notificationgateway.cli;

import org.jspecify.annotations.NullMarked;
