// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.delivery;

import org.jspecify.annotations.Nullable;

/**
 * What the reader of a sender's pickup directory takes: its dialect, and how much.
 *
 * @param largeSize bytes of a file above which readers as they are shipped refuse it
 * @param largestSize bytes of a file above which it is not written; null for no limit
 */
public record PickupLimits(PickupDialect dialect, int largeSize, @Nullable Integer largestSize) {
    /** Recipients of one file, as Exchange and the services of Windows take them. */
    static final int RECIPIENTS = 100;
    /** Bytes of a file's headers, as Exchange takes them. */
    static final int HEADERS = 65_536;
    /** Bytes of a message, as Exchange takes them. */
    public static final int EXCHANGE_SIZE = 10 * 1024 * 1024;
}
