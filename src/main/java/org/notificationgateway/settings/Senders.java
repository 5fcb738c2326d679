// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.settings;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The configured senders, so that any stage can ask what holds for one now. Everybody shares one object; a reload
 * replaces its content as a whole. Safe to share.
 */
public final class Senders {
    /** Who sends when a request names nobody: the product's server. */
    public static final String DEFAULT = "server";
    /** The product's agent, which sends reset mails. */
    public static final String AGENT = "agent";

    private final AtomicReference<Map<String, MailSettings>> byName = new AtomicReference<>();

    public Senders(Collection<MailSettings> senders) {
        replace(senders);
    }

    /** Lets other settings hold from now on; mail in flight is not touched. */
    public void replace(Collection<MailSettings> senders) {
        byName.set(senders.stream().collect(Collectors.toUnmodifiableMap(MailSettings::sender, Function.identity())));
    }

    /** Every sender's settings, by name. */
    public List<MailSettings> all() {
        Map<String, MailSettings> now = byName.get();
        return now.keySet().stream().sorted().map(now::get).toList();
    }

    /** Names in alphabetical order. */
    public List<String> names() {
        return byName.get().keySet().stream().sorted().toList();
    }

    public boolean has(String sender) {
        return byName.get().containsKey(sender);
    }

    /**
     * The settings of one sender.
     *
     * @throws IllegalArgumentException if no such sender is configured
     */
    public MailSettings of(String sender) {
        MailSettings settings = byName.get().get(sender);
        if (settings == null) {
            throw new IllegalArgumentException("no sender '" + sender + "' is configured: expected one of " + names());
        }
        return settings;
    }
}
