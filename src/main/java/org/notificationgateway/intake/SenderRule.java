// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.intake;

import java.util.Optional;

/** Knows who may send in whose name: the sender shows only once a request is read, after its caller was let in. */
@FunctionalInterface
public interface SenderRule {
    /** Everybody for every sender. */
    SenderRule NONE = (caller, sender) -> Optional.empty();

    /** Why the caller may not send for the sender, whether that is configured or not; empty if it may. */
    Optional<String> objection(String caller, String sender);
}
