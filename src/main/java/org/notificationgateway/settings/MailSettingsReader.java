// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.settings;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Turns one MailSettings section into a checked record, collecting every fault instead of stopping at the first.
 * Pickup wins over Host; SMTP keys beside a pickup directory are ignored, as the product does.
 */
final class MailSettingsReader {
    /** Keys of the product that change who gets a mail or how it travels, and that this version does not honour. */
    private static final List<String> NOT_HONOURED = List.of(
            "Enabled", "EnableSsl", "UseDefaultCredentials", "AllowedDomains", "CatchAllAddress",
            "CatchAllCCAddress", "MaxRecipients");

    private final Path home;
    private final Function<String, Optional<String>> addressFault;

    MailSettingsReader(Path home, Function<String, Optional<String>> addressFault) {
        this.home = home;
        this.addressFault = addressFault;
    }

    /** Returns the settings, or nothing after adding at least one fault. */
    Optional<MailSettings> read(String sender, Section section, List<Fault> faults) {
        int before = faults.size();
        for (String key : NOT_HONOURED) {
            section.get(key).ifPresent(setting -> faults.add(section.fault(
                    key, "is set", "no such key: this version would send mail that it should keep back or change")));
        }
        String from = from(section, faults);
        Chosen chosen = delivery(section, faults);
        if (faults.size() > before || from == null || chosen == null) {
            return Optional.empty();
        }
        return Optional.of(new MailSettings(sender, from, chosen.delivery(), chosen.reason()));
    }

    private record Chosen(Delivery delivery, String reason) {}

    private @Nullable String from(Section section, List<Fault> faults) {
        Optional<Setting> from = section.get("FromAddress");
        if (from.isEmpty()) {
            faults.add(section.fault("FromAddress", "is missing", "the address mails are sent from"));
            return null;
        }
        addressFault.apply(from.get().value()).ifPresent(fault -> faults.add(section.fault(
                "FromAddress", fault, "an address such as no-reply@contoso.com")));
        return from.get().value();
    }

    private @Nullable Chosen delivery(Section section, List<Fault> faults) {
        Optional<Setting> host = section.get("Host");
        Optional<Setting> directory = section.get("PickupDirectory");
        if (flag(section, "UseSpecifiedPickupDirectory", faults)) {
            Optional<Setting> path = directory.or(() -> host.filter(h -> PickupPath.looksLikePath(h.value())));
            if (path.isEmpty()) {
                faults.add(section.fault("PickupDirectory", "is missing",
                        "a directory, because UseSpecifiedPickupDirectory is true"));
                return null;
            }
            return pickup(section, path.get(), "UseSpecifiedPickupDirectory is true", faults);
        }
        if (host.isPresent() && PickupPath.looksLikePath(host.get().value())) {
            return pickup(section, host.get(), "Host is a directory path", faults);
        }
        if (host.isPresent()) {
            return smtp(section, host.get(), faults);
        }
        if (directory.isPresent()) {
            return pickup(section, directory.get(), "PickupDirectory is set and Host is not", faults);
        }
        faults.add(section.fault("Host", "is missing", "an SMTP server, or a PickupDirectory"));
        return null;
    }

    private @Nullable Chosen pickup(Section section, Setting path, String reason, List<Fault> faults) {
        try {
            return new Chosen(
                    new Delivery.Pickup(PickupPath.resolve(home, path.value())), reason + " (" + path.origin() + ")");
        } catch (IllegalArgumentException e) {
            String key = path.key().substring(path.key().lastIndexOf(':') + 1);
            faults.add(section.fault(key, "is '" + path.value() + "'", "a directory path of this system"));
            return null;
        }
    }

    private @Nullable Chosen smtp(Section section, Setting host, List<Fault> faults) {
        SecureSocketOption security = section.get("SecureSocketOption")
                .map(setting -> SecureSocketOption.of(setting.value()).orElseGet(() -> {
                    faults.add(section.fault("SecureSocketOption", "is '" + setting.value() + "'",
                            "None, Auto, SslOnConnect, StartTls or StartTlsWhenAvailable"));
                    return SecureSocketOption.AUTO;
                }))
                .orElse(SecureSocketOption.AUTO);
        int port = port(section, faults);
        Delivery.Credentials credentials = credentials(section, faults);
        return new Chosen(
                new Delivery.Smtp(host.value().strip(), port == 0 ? security.defaultPort() : port, security,
                        credentials),
                "Host is a server (" + host.origin() + ")");
    }

    /** Missing, empty and 0 all mean: the port that goes with the security option. */
    private static int port(Section section, List<Fault> faults) {
        return section.get("Port").map(setting -> {
            try {
                int port = Integer.parseInt(setting.value().strip());
                if (port >= 0 && port <= 65_535) {
                    return port;
                }
            } catch (NumberFormatException e) {
                // said below, with the value
            }
            faults.add(section.fault("Port", "is '" + setting.value() + "'", "1 to 65535, or 0 for the usual one"));
            return 0;
        }).orElse(0);
    }

    private static Delivery.@Nullable Credentials credentials(Section section, List<Fault> faults) {
        Optional<Setting> user = section.get("UserName");
        Optional<Setting> password = section.get("Password");
        if (user.isPresent() != password.isPresent()) {
            String missing = user.isPresent() ? "Password" : "UserName";
            faults.add(section.fault(missing, "is missing", "UserName and Password together, or neither"));
        }
        return user.isPresent() && password.isPresent()
                ? new Delivery.Credentials(user.get().value(), password.get().value())
                : null;
    }

    private static boolean flag(Section section, String key, List<Fault> faults) {
        return section.get(key).map(setting -> {
            String value = setting.value().strip();
            if (!value.equalsIgnoreCase("true") && !value.equalsIgnoreCase("false")) {
                faults.add(section.fault(key, "is '" + setting.value() + "'", "true or false"));
            }
            return value.equalsIgnoreCase("true");
        }).orElse(false);
    }
}
