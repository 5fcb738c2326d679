// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.delivery;

import java.net.URI;
import org.notificationgateway.mail.Mailbox;
import org.notificationgateway.settings.Delivery;
import org.notificationgateway.settings.MailSettings;

/**
 * Where and as what a sender gets its access tokens (RFC 6749 4.4).
 *
 * @param clientId of the application, as its registration says
 * @param user mailbox to log in to; empty for the one MailSettings name
 */
public record OAuthClient(
        String sender, URI tokenUrl, String clientId, ClientProof proof, String scope, String user) {

    /** The mailbox to log in to: as configured here, else the UserName, else the FromAddress. */
    public String mailbox(MailSettings settings) {
        if (!user.isEmpty()) {
            return user;
        }
        return settings.delivery() instanceof Delivery.Smtp server && server.credentials() != null
                ? server.credentials().userName()
                : Mailbox.parse(settings.fromAddress()).address();
    }

    /** How the sender logs in, for people. */
    public String describe(MailSettings settings) {
        return "logs in as %s with a token from %s (%s)"
                .formatted(mailbox(settings), tokenUrl.getHost(), proof.describe());
    }
}
