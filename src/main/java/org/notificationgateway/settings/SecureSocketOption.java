// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.settings;

import java.util.Arrays;
import java.util.Optional;

/** When the line to the SMTP server is encrypted: MailKit's five modes, by MailKit's names. */
public enum SecureSocketOption {
    /** Clear text, whatever the server offers. */
    NONE("None", 25),
    /** TLS at connect on port 465; on every other port STARTTLS if offered, else clear text. */
    AUTO("Auto", 25),
    /** TLS before the first word. */
    SSL_ON_CONNECT("SslOnConnect", 465),
    /** STARTTLS, or no mail. */
    START_TLS("StartTls", 25),
    /** STARTTLS if offered, else clear text. */
    START_TLS_WHEN_AVAILABLE("StartTlsWhenAvailable", 25);

    private final String word;
    private final int defaultPort;

    SecureSocketOption(String word, int defaultPort) {
        this.word = word;
        this.defaultPort = defaultPort;
    }

    /** The name settings files use. */
    public String word() {
        return word;
    }

    /** The port MailKit takes when none, or 0, is set. */
    public int defaultPort() {
        return defaultPort;
    }

    /** Finds a mode by its name in any letter case, as .NET reads an enum. */
    public static Optional<SecureSocketOption> of(String word) {
        return Arrays.stream(values())
                .filter(option -> option.word.equalsIgnoreCase(word.strip()))
                .findFirst();
    }
}
