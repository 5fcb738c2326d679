// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.settings;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The one table of the settings: what reads a key, checks it, explains it or documents it knows it from here. In the order a
 * mail passes, then Camel's own.
 */
public final class GatewayKeys {
    /** Every key of ours, and those of Camel that are shipped or documented. */
    public static final List<GatewayKey> ALL =
            Stream.of(DoorKeys.ALL, OutboxKeys.ALL, DeliveryKeys.ALL, CamelKeys.ALL).flatMap(List::stream).toList();

    /** Set by the program, in no file. */
    public static final String HOME = "gateway.home";

    private static final Pattern OURS =
            Pattern.compile("(?i)(?:gateway|ingress|intake|outbox|delivery)(?:\\..*)?", Pattern.DOTALL);
    private static final String CAMEL = "camel.";
    private static final int MOST_NEAR = 3;
    // a start asks for every key it finds, several times
    private static final Map<String, GatewayKey> BY_NAME =
            ALL.stream().collect(Collectors.toMap(key -> plain(key.name()), Function.identity()));
    private static final List<GatewayKey> OF_ANY = ALL.stream().filter(GatewayKey::isOfAny).toList();

    private GatewayKeys() {}

    /** The key that a name means; Camel's may be written with dashes and in any case of letters. */
    public static Optional<GatewayKey> find(String name) {
        GatewayKey known = BY_NAME.get(plain(name));
        return known == null ? OF_ANY.stream().filter(key -> key.isNameOf(name)).findFirst() : Optional.of(known);
    }

    private static String plain(String name) {
        return name.startsWith(CAMEL) ? name.replace("-", "").toLowerCase(Locale.ROOT) : name;
    }

    /** A name as it is documented, whoever has written it. */
    public static String proper(String name) {
        return name.startsWith(CAMEL) ? find(name).map(GatewayKey::name).orElse(name) : name;
    }

    /** The key that the program itself asks for. */
    public static GatewayKey of(String name) {
        return find(name).orElseThrow(() -> new IllegalArgumentException(name + " is missing from the table of keys"));
    }

    /** The last words of the keys that each sender may have of its own. */
    public static List<String> ofSenders(String prefix) {
        String start = prefix + GatewayKey.SENDER.substring(1);
        return ALL.stream().map(GatewayKey::name).filter(name -> name.startsWith(start)).map(name -> name.substring(start.length()))
                .toList();
    }

    /** True for a key that begins as ours do, whoever has written it. */
    public static boolean isOurs(String name) {
        return OURS.matcher(name).matches();
    }

    /** What a key that is unknown probably means; none if nothing is near. */
    public static List<String> nearest(String unknown) {
        List<String> names = ALL.stream().map(key -> named(key, unknown)).distinct().toList();
        List<String> near = Spelling.nearest(names, unknown, Math.max(2, Math.min(unknown.length(), MOST_NEAR * 10) / 4));
        if (near.isEmpty()) { // the right word at the wrong stage
            String last = unknown.substring(unknown.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
            near = names.stream().filter(name -> name.endsWith("." + last)).toList();
        }
        return near.stream().limit(MOST_NEAR).toList();
    }

    /** True for a key that was meant to be a known one: two letters away at most. */
    public static boolean isMisspelt(String unknown) {
        return !Spelling.nearest(ALL.stream().map(GatewayKey::name).toList(), unknown, 2).isEmpty();
    }

    /** What to say of a key that nothing knows. */
    public static Fault unknown(String name) {
        List<String> near = nearest(name);
        String expected = near.isEmpty()
                ? "a key of docs/configuration.md, or one that a file of routes/ uses"
                : "another key; did you mean " + String.join(" or ", near) + "?";
        return new Fault(name, "is unknown", expected, "config/application.properties");
    }

    /** A key of any sender or folder, with the name of the one that is asked for. */
    private static String named(GatewayKey key, String unknown) {
        String[] parts = unknown.split("\\.", -1);
        return parts.length == 4 ? key.of(parts[2]) : key.name();
    }
}
