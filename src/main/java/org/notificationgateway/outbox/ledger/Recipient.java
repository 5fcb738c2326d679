// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox.ledger;

/**
 * How far one recipient's copy has come.
 *
 * @param reason the last reply or error; empty before the first attempt
 */
public record Recipient(String address, State state, String reason) {
    /** Where a recipient stands. */
    public enum State {
        PENDING("pending"),
        DELIVERED("delivered"),
        GIVEN_UP("given up"),
        SUPPRESSED("suppressed");

        private final String words;

        State(String words) {
            this.words = words;
        }

        /** As the log has it. */
        public String words() {
            return words;
        }
    }

    /** Somebody whom the recipient policy took out at intake, and by which setting. */
    public static Recipient suppressed(String address, String reason) {
        return new Recipient(address, State.SUPPRESSED, reason);
    }

    /** A recipient nobody has tried yet. */
    public static Recipient pending(String address) {
        return new Recipient(address, State.PENDING, "");
    }
}
