// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.acceptance.badinput;

import java.util.List;

/**
 * What a bad input is answered.
 *
 * @param status of the answer
 * @param faults each as {@code CODE /pointer}; none when it is accepted after all
 */
public record Expected(int status, List<String> faults) {
    /** One mail that says what the request says. */
    static final Expected MAIL = new Expected(202, List.of());
    /** Accepted, and never sent. */
    public static final Expected EXPIRED = new Expected(202, List.of("expired"));

    /** Reads {@code ok}, {@code expired} or {@code 422 CODE /pointer, CODE /pointer}. */
    static Expected of(String text) {
        return switch (text) {
            case "ok" -> MAIL;
            case "expired" -> EXPIRED;
            default -> new Expected(Integer.parseInt(text.substring(0, 3)), List.of(text.substring(4).split(", ")));
        };
    }

    public boolean isRefusal() {
        return status != MAIL.status();
    }

    public boolean isMail() {
        return equals(MAIL);
    }

    @Override
    public String toString() {
        return isMail() ? "ok" : isRefusal() ? status + " " + String.join(", ", faults) : "expired";
    }
}
