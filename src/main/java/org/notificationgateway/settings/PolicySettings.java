// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.settings;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who may get a sender's mail, as configured.
 *
 * @param enabled false: mail is accepted and nothing is delivered
 * @param allowedDomains empty: every domain
 * @param catchAllAddress gets every mail instead of its recipients; null for none
 * @param catchAllCcAddress gets every mail as a copy; null for none
 * @param maxRecipients most recipients of one mail
 */
public record PolicySettings(
        boolean enabled,
        List<String> allowedDomains,
        @Nullable String catchAllAddress,
        @Nullable String catchAllCcAddress,
        int maxRecipients) {
    /** What no key limits: the most that one mail may have anyway. */
    public static final int MOST_RECIPIENTS = 100;

    /** Nobody is taken out. */
    public static final PolicySettings OPEN = new PolicySettings(true, List.of(), null, null, MOST_RECIPIENTS);

    public PolicySettings {
        allowedDomains = List.copyOf(allowedDomains);
    }
}
