// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.operations;

import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.notificationgateway.mail.Mailbox;
import org.notificationgateway.settings.SendersLoader;

/** Joins the settings room to the mail room's rule for addresses: the same for a start, a check and an explanation. */
public final class GatewaySettings {
    private GatewaySettings() {}

    /** A loader for a home's settings with this process's environment. */
    public static SendersLoader loader(GatewayHome home, UnaryOperator<String> placeholders) {
        return loader(home, System.getenv(), placeholders);
    }

    /** The same with another environment. */
    public static SendersLoader loader(GatewayHome home, Map<String, String> environment, UnaryOperator<String> placeholders) {
        return new SendersLoader(home.directory(), environment, GatewaySettings::addressFault, placeholders);
    }

    private static Optional<String> addressFault(String address) {
        try {
            Mailbox.parse(address);
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }
}
