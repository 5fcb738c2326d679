// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.ingress;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.intake.Digest;

/**
 * Says what the holder of a key may do, and for which senders.
 *
 * @param hash SHA-256 of the key in lower-case hex
 * @param senders by name, or {@link #EVERY_SENDER}
 * @param old true if its line in the file is of the time before rights
 */
public record ApiKey(String name, String hash, Set<String> senders, Set<Right> rights, boolean old) {
    /** Stands for every sender, also those to come. */
    public static final String EVERY_SENDER = "*";

    private static final Pattern SENDER = Pattern.compile("[A-Za-z0-9_-]{1,32}");

    public ApiKey {
        senders = Collections.unmodifiableSet(new LinkedHashSet<>(senders));
        Set<Right> sorted = EnumSet.noneOf(Right.class);
        sorted.addAll(rights);
        rights = Collections.unmodifiableSet(sorted);
    }

    /** A new key. */
    public static ApiKey of(String name, String secret, Set<String> senders, Set<Right> rights) {
        return new ApiKey(name, Digest.hex(secret.getBytes(UTF_8)), senders, rights, false);
    }

    /** One that may do everything, as lines without rights say. */
    static ApiKey unrestricted(String name, String hash) {
        return new ApiKey(name, hash, Set.of(EVERY_SENDER), EnumSet.allOf(Right.class), true);
    }

    /** True when the word may stand for a sender in the file. */
    public static boolean isSender(String word) {
        return word.equals(EVERY_SENDER) || SENDER.matcher(word).matches();
    }

    /** True when the sender, which may be unknown, is one of its own. */
    public boolean has(@Nullable String sender) {
        return senders.contains(EVERY_SENDER) || sender != null && senders.contains(sender);
    }

    /** Why its holder may not do something; empty if it may. */
    public Optional<String> objection(Right right) {
        return rights.contains(right)
                ? Optional.empty()
                : Optional.of("needs the right " + right + ": the key " + name + " has " + words(rights));
    }

    /** The same for one sender, which is named only if it looks like one. */
    public Optional<String> objection(Right right, String sender) {
        return objection(right).or(() -> has(sender)
                ? Optional.empty()
                : Optional.of("needs the right " + right + " for "
                        + (SENDER.matcher(sender).matches() ? "sender " + sender : "this sender") + ": the key " + name
                        + " has it for " + words(senders)));
    }

    /** Senders and rights, as the file has them. */
    public String grant() {
        return "senders=" + String.join(",", senders) + " rights="
                + rights.stream().map(Right::toString).collect(Collectors.joining(","));
    }

    private static String words(Set<?> some) {
        return some.isEmpty() ? "none" : some.stream().map(Object::toString).collect(Collectors.joining(", "));
    }
}
