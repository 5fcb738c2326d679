// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.settings;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The configured senders, so that any stage can ask what holds for one. Immutable and safe to share.
 */
public final class Senders {
    /** Who sends when a request names nobody. */
    public static final String DEFAULT = "server";

    private final Map<String, MailSettings> byName;

    public Senders(Collection<MailSettings> senders) {
        byName = senders.stream().collect(Collectors.toUnmodifiableMap(MailSettings::sender, Function.identity()));
    }

    /** Names in alphabetical order. */
    public List<String> names() {
        return byName.keySet().stream().sorted().toList();
    }

    public boolean has(String sender) {
        return byName.containsKey(sender);
    }

    /**
     * The settings of one sender.
     *
     * @throws IllegalArgumentException if no such sender is configured
     */
    public MailSettings of(String sender) {
        MailSettings settings = byName.get(sender);
        if (settings == null) {
            throw new IllegalArgumentException("no sender '" + sender + "' is configured: expected one of " + names());
        }
        return settings;
    }

    /** SMTP or PICKUP: what the outbox route's choice asks. */
    public String deliveryMethod(String sender) {
        return of(sender).delivery().method();
    }
}
