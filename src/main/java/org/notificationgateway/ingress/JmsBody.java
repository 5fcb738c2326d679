// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.ingress;

/**
 * What a JMS message holds, as the broker keeps it: nothing of it is taken apart yet.
 *
 * @param kind type of the message as Artemis counts them, or {@link UnopenedRequests#COMPRESSED}
 * @param announced how many bytes its sender said that it has; fewer are what a full disk has left of it
 */
public record JmsBody(byte kind, byte[] bytes, long announced) {
    /** A whole one. */
    public JmsBody(byte kind, byte[] bytes) {
        this(kind, bytes, bytes.length);
    }
}
