// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import java.time.Instant;

/**
 * One line of an entry's history: when delivery was tried and what came of it.
 *
 * @param number counted from one; 0 for what somebody did to the entry in between
 */
public record Attempt(int number, Instant at, String result) {}
