// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.intake;

/**
 * What a JMS message holds, as the broker keeps it: nothing of it is taken apart yet.
 *
 * @param kind type of the message as Artemis counts them, or {@link UnopenedRequests#COMPRESSED}
 */
public record JmsBody(byte kind, byte[] bytes) {}
