// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.settings;

import java.util.Arrays;
import java.util.Comparator;
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
        return Arrays.stream(values())
                .filter(key -> Math.abs(key.word.length() - misspelt.length()) <= 2) // else it is further away
                .filter(key -> distance(key.word, misspelt) <= 2)
                .min(Comparator.comparingInt(key -> distance(key.word, misspelt)));
    }

    static boolean isKnown(String name) {
        return Arrays.stream(values()).anyMatch(key -> key.word.equalsIgnoreCase(name));
    }

    /** Levenshtein's distance, without regard to letter case. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                char left = Character.toLowerCase(a.charAt(i - 1));
                int change = diagonal + (left == Character.toLowerCase(b.charAt(j - 1)) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
