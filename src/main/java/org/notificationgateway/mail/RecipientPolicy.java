// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.mail;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Decides who may get a sender's mail, in one fixed order: everybody once, the catch-all instead of everybody, the
 * catch-all copy, allowed domains, the greatest number. Each recipient removed is named with the reason. Immutable.
 */
public final class RecipientPolicy {
    private static final String CAUGHT = "CatchAllAddress gets the mail instead";

    private final boolean enabled;
    private final Set<String> allowedDomains;
    private final @Nullable Mailbox catchAll;
    private final @Nullable Mailbox catchAllCc;
    private final int maxRecipients;

    /**
     * @param enabled false: nobody gets mail
     * @param allowedDomains whole domains, Unicode or A-labels; empty for every domain
     * @param maxRecipients at least 1
     */
    public RecipientPolicy(
            boolean enabled,
            Collection<String> allowedDomains,
            @Nullable Mailbox catchAll,
            @Nullable Mailbox catchAllCc,
            int maxRecipients) {
        this.enabled = enabled;
        this.allowedDomains = allowedDomains.stream().map(DomainName::toAscii).collect(Collectors.toUnmodifiableSet());
        this.catchAll = catchAll;
        this.catchAllCc = catchAllCc;
        this.maxRecipients = maxRecipients;
    }

    /** Somebody who does not get the mail, and the setting that says so. */
    public record Suppressed(String address, String reason) {}

    /** Who gets the mail, each address once, and who does not. */
    public record Decision(Recipients recipients, List<Suppressed> suppressed) {}

    /** Applies the whole policy to what a request asks for. */
    public Decision decide(Recipients asked) {
        List<Suppressed> suppressed = new ArrayList<>();
        Recipients wanted = catchAll == null
                ? asked
                : new Recipients(List.of(catchAll), List.of(), List.of());
        if (catchAll != null) {
            asked.all().stream()
                    .filter(mailbox -> !same(mailbox, catchAll))
                    .forEach(mailbox -> suppress(suppressed, mailbox, objection(mailbox.address()).orElse(CAUGHT)));
        }
        List<Mailbox> cc = new ArrayList<>(wanted.cc());
        if (catchAllCc != null) {
            cc.add(catchAllCc);
        }
        Set<String> seen = new HashSet<>();
        Recipients kept = new Recipients(
                keep(wanted.to(), seen, suppressed), keep(cc, seen, suppressed), keep(wanted.bcc(), seen, suppressed));
        Set<String> named = new HashSet<>(seen); // nobody is both kept and taken out, or taken out twice
        suppressed.removeIf(one -> !named.add(folded(one.address())));
        return new Decision(kept, List.copyOf(suppressed));
    }

    /** Why this address, accepted earlier, must not get mail under the settings of now; empty when it may. */
    public Optional<String> objection(String address) {
        if (!enabled) {
            return Optional.of("Enabled is false");
        }
        boolean catcher = isAddress(catchAll, address) || isAddress(catchAllCc, address);
        if (catchAll != null && !catcher) {
            return Optional.of(CAUGHT);
        }
        String domain = address.substring(address.lastIndexOf('@') + 1).toLowerCase(Locale.ROOT);
        return allowedDomains.isEmpty() || allowedDomains.contains(domain)
                ? Optional.empty()
                : Optional.of("not in AllowedDomains");
    }

    private List<Mailbox> keep(List<Mailbox> field, Set<String> seen, List<Suppressed> suppressed) {
        List<Mailbox> kept = new ArrayList<>();
        for (Mailbox mailbox : field) {
            if (seen.contains(folded(mailbox.address()))) {
                continue; // has it already, in an earlier field
            }
            Optional<String> objection = objection(mailbox.address());
            if (objection.isEmpty() && seen.size() >= maxRecipients) {
                objection = Optional.of("above MaxRecipients (" + maxRecipients + ")");
            }
            if (objection.isPresent()) {
                suppress(suppressed, mailbox, objection.get());
            } else {
                seen.add(folded(mailbox.address()));
                kept.add(mailbox);
            }
        }
        return kept;
    }

    private static void suppress(List<Suppressed> suppressed, Mailbox mailbox, String reason) {
        suppressed.add(new Suppressed(mailbox.address(), reason));
    }

    private static boolean same(Mailbox one, Mailbox other) {
        return isAddress(one, other.address());
    }

    private static boolean isAddress(@Nullable Mailbox mailbox, String address) {
        return mailbox != null && folded(mailbox.address()).equals(folded(address));
    }

    private static String folded(String address) {
        return address.toLowerCase(Locale.ROOT);
    }
}
