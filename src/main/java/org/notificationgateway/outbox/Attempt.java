// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import java.time.Instant;

/** One line of an entry's history: when delivery was tried and what came of it. */
public record Attempt(int number, Instant at, String result) {}
