// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How much waits in a queue.
 *
 * @param messages also those that wait for their time or are being worked on
 * @param oldest when the oldest of them was accepted, null if there is none
 */
public record QueueDepth(long messages, @Nullable Instant oldest) {}
