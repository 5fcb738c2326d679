// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway;

import java.time.Clock;

/**
 * The two clocks of a gateway.
 *
 * @param wall the machine's: for files, dates and what a request names itself
 * @param steady for waits and ages, which no jump of the other may change
 */
record Clocks(Clock wall, Clock steady) {}
