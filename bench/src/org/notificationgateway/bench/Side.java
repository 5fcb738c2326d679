// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.bench;

/** One of those that are compared: able to do the same run again and again, on so many mails. */
interface Side {
    String OURS = "gateway";

    String name();

    Sample run(int count) throws Exception;

    /** The same work without measuring it, so that JVM or engine compile what they will. */
    default void warmUp(int count) throws Exception {
        run(count);
    }
}
