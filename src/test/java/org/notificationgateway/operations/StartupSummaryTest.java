// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.operations;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.notificationgateway.settings.Delivery;
import org.notificationgateway.settings.MailSettings;
import org.notificationgateway.settings.PolicySettings;
import org.notificationgateway.settings.SecureSocketOption;
import org.notificationgateway.settings.Senders;

/** Whoever starts the gateway sees on one screen what it will do, and what is probably not meant. */
class StartupSummaryTest {
    @Test
    void namesWaysInDeliveriesWarningsAndData() {
        Delivery imap = new Delivery.Smtp("smtp.contoso.com", 993, SecureSocketOption.START_TLS, null);
        MailSettings settings = new MailSettings(
                "server", "a@contoso.com", imap, "Host is a server (appsettings.json:3)", PolicySettings.OPEN, null,
                List.of("MailSettings:Port 993 is a port of IMAP"), List.of());
        assertEquals("""
                Notification Gateway is ready
                  in    file  data/inbox/*.json
                  in    (off) jms   queue notification.requests
                  out   sender server → SMTP server smtp.contoso.com, port 993, STARTTLS or no mail, from a@contoso.com; \
                because Host is a server (appsettings.json:3)
                  warn  sender server: MailSettings:Port 993 is a port of IMAP
                  data  /data, outbox: embedded Artemis""",
                new StartupSummary()
                        .wayIn(true, "file  data/inbox/*.json")
                        .wayIn(false, "jms   queue notification.requests")
                        .senders(new Senders(List.of(settings)), Map.of())
                        .data(Path.of("/data"), "embedded Artemis")
                        .toString());
    }
}
