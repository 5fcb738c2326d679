// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.bench;

import java.nio.file.Path;

/** The appsettings.json of a run: where the gateway's mail goes. */
record MailSettings(String json) {

    static MailSettings smtp(int port) {
        return of("\"Host\": \"127.0.0.1\", \"Port\": " + port + ", \"SecureSocketOption\": \"None\"");
    }

    /** The password comes from the environment, as {@link Gateway} sets it. */
    static MailSettings smtpWithStartTls(int port) {
        return of("\"Host\": \"127.0.0.1\", \"Port\": " + port + ", \"SecureSocketOption\": \"StartTls\","
                + " \"UserName\": \"gateway\", \"Password\": \"{{env:SMTP_PASSWORD}}\"");
    }

    static MailSettings pickup(Path directory) {
        return of("\"UseSpecifiedPickupDirectory\": true, \"PickupDirectory\": \"" + directory + "\"");
    }

    private static MailSettings of(String delivery) {
        return new MailSettings(
                "{ \"MailSettings\": { \"FromAddress\": \"no-reply@contoso.com\", " + delivery + " } }\n");
    }
}
