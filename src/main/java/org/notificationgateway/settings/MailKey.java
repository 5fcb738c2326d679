// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.settings;

import java.util.Arrays;
import java.util.Optional;

/** Every key of a MailSettings section, in the order {@code explain} shows them: the one list of their names and defaults. */
public enum MailKey {
    FROM_ADDRESS("FromAddress", ""),
    ENABLED("Enabled", "true"),
    USE_SPECIFIED_PICKUP_DIRECTORY("UseSpecifiedPickupDirectory", "false"),
    PICKUP_DIRECTORY("PickupDirectory", ""),
    HOST("Host", ""),
    PORT("Port", "0"),
    SECURE_SOCKET_OPTION("SecureSocketOption", "Auto"),
    ENABLE_SSL("EnableSsl", "false"),
    USER_NAME("UserName", ""),
    PASSWORD("Password", ""),
    PASSWORD_FILE("PasswordFile", ""),
    USE_DEFAULT_CREDENTIALS("UseDefaultCredentials", "false"),
    ALLOWED_DOMAINS("AllowedDomains", ""),
    CATCH_ALL_ADDRESS("CatchAllAddress", ""),
    CATCH_ALL_CC_ADDRESS("CatchAllCCAddress", ""),
    MAX_RECIPIENTS("MaxRecipients", "20");

    private final String word;
    private final String standard;

    MailKey(String word, String standard) {
        this.word = word;
        this.standard = standard;
    }

    /** The key as the product writes it. */
    public String word() {
        return word;
    }

    /** What holds when the key is not set; empty for nothing. */
    public String standard() {
        return standard;
    }

    /** The key a misspelt one probably means: at most two letters away. */
    static Optional<MailKey> nearest(String misspelt) {
        return Spelling.nearest(Arrays.stream(values()).map(MailKey::word).toList(), misspelt, 2).stream()
                .findFirst()
                .flatMap(word -> Arrays.stream(values()).filter(key -> key.word.equals(word)).findFirst());
    }

    static boolean isKnown(String name) {
        return Arrays.stream(values()).anyMatch(key -> key.word.equalsIgnoreCase(name));
    }
}
