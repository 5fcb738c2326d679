// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.delivery;

/** How one attempt ended for one recipient; temporary and permanent failures are different types. */
public sealed interface DeliveryOutcome {

    /** The server's reply, or what happened instead. Never holds text of the mail. */
    String reason();

    /**
     * Somebody else has the mail: it is never sent to this recipient again.
     *
     * @param handedOver true if no SMTP server said so, as of a pickup directory
     */
    record Delivered(String reason, boolean handedOver) implements DeliveryOutcome {
        /** By the reply of an SMTP server. */
        public Delivered(String reason) {
            this(reason, false);
        }
    }

    /** Not handed over this time (RFC 5321 4yz, network, unknown): try again later. */
    record TryAgain(String reason) implements DeliveryOutcome {}

    /** The server could not be used at all: the mail waits, and no attempt is counted. */
    record NotTried(String reason) implements DeliveryOutcome {}

    /** Refused for good (RFC 5321 5yz): trying again would only annoy. */
    record GiveUp(String reason) implements DeliveryOutcome {}
}
