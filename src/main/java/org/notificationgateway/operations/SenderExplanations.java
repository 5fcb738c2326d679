// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.operations;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.notificationgateway.delivery.OAuthClient;
import org.notificationgateway.delivery.PickupFolders;
import org.notificationgateway.settings.Explanation;
import org.notificationgateway.settings.Fault;
import org.notificationgateway.settings.MailSettings;
import org.notificationgateway.settings.Senders;

/** Says what holds for a sender and why, with what its folders, its login and its destination add to MailSettings. */
public final class SenderExplanations {
    private final PickupFolders folders;
    private final OAuthSettings tokens;
    private final SmtpServerSettings servers;

    public SenderExplanations(PickupFolders folders, OAuthSettings tokens, SmtpServerSettings servers) {
        this.folders = folders;
        this.tokens = tokens;
        this.servers = servers;
    }

    /** Of the settings of a home that nobody runs. */
    public static SenderExplanations of(GatewayHome home, OAuthSettings tokens, SmtpServerSettings servers) {
        return new SenderExplanations(
                new PickupFolders(home.dataDirectory(System.getenv()), Clock.systemUTC()), tokens, servers);
    }

    /** Of one sender. */
    public Explanation of(MailSettings settings) {
        List<Fault> faults = new ArrayList<>(folders.look(new Senders(List.of(settings))));
        faults.addAll(tokens.faults(settings.sender()));
        OAuthClient client = tokens.clients().get(settings.sender());
        return new Explanation(
                settings, faults, client == null ? "" : client.describe(settings), servers.allows(settings.sender()));
    }
}
