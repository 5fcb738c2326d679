// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * Reads typed values of one section, noting what is wrong instead of stopping, and what deserves a warning. Not
 * thread-safe: one for each reading.
 */
final class SectionReader {
    private static final String ENCRYPTED = "EncryptionCertificate:UseEncryptedAppsettings";

    private final Section section;
    private final AddressRule addresses;
    private final List<MisspeltVariable> misspelt;
    private final List<Fault> faults;
    private final List<String> warnings = new ArrayList<>();

    SectionReader(Section section, AddressRule addresses, List<MisspeltVariable> misspelt, List<Fault> faults) {
        this.section = section;
        this.addresses = addresses;
        this.misspelt = misspelt;
        this.faults = faults;
    }

    Optional<Setting> setting(MailKey key) {
        return section.get(key);
    }

    Optional<String> text(MailKey key) {
        return section.get(key).map(setting -> setting.value().strip());
    }

    boolean flag(MailKey key) {
        String value = text(key).orElse(key.standard());
        if (!value.equalsIgnoreCase("true") && !value.equalsIgnoreCase("false")) {
            fault(key, "is '" + value + "'", "true or false");
        }
        return value.equalsIgnoreCase("true");
    }

    OptionalInt number(MailKey key, int least, int most, String expected) {
        Optional<String> text = text(key);
        if (text.isEmpty()) {
            return OptionalInt.empty();
        }
        try {
            int number = Integer.parseInt(text.get());
            if (number >= least && number <= most) {
                return OptionalInt.of(number);
            }
        } catch (NumberFormatException e) {
            // said below, with the value
        }
        fault(key, "is '" + text.get() + "'", expected);
        return OptionalInt.empty();
    }

    /** An address; noted when it is none. */
    Optional<String> address(MailKey key) {
        Optional<String> address = text(key);
        address.flatMap(addresses::fault).ifPresent(flaw ->
                fault(key, flaw, "an address such as no-reply@contoso.com"));
        return address;
    }

    /** True when the text can be the domain of an address. */
    boolean isDomain(String domain) {
        return addresses.fault("postmaster@" + domain).isEmpty();
    }

    void fault(MailKey key, String seen, String expected) {
        faults.add(section.fault(key, seen, expected));
    }

    /** A needed value that is not there, perhaps because it stands where we do not read. */
    void missing(MailKey key, String expected) {
        boolean encrypted = section.root(ENCRYPTED).map(s -> s.value().strip().equalsIgnoreCase("true")).orElse(false);
        fault(key, "is missing" + lookalike(key), encrypted
                ? expected + " in a file or environment variable; UseEncryptedAppsettings is on, and the gateway does"
                        + " not read the product's encrypted files"
                : expected);
    }

    /** Says where the key stands misspelt: warnings are not shown beside faults. */
    private String lookalike(MailKey key) {
        Stream<String> variables = misspelt.stream()
                .filter(variable -> variable.isFor(key))
                .map(variable -> ", though there is an environment variable " + variable.name() + ": write " + variable.proper());
        Stream<String> keys = section.all().stream()
                .filter(setting -> !MailKey.isKnown(setting.name()))
                .filter(setting -> MailKey.nearest(setting.name()).filter(key::equals).isPresent())
                .map(setting -> ", though " + setting.name() + " looks like it (" + setting.origin() + ")");
        return Stream.concat(keys, variables).findFirst().orElse("");
    }

    /** A list of AllowedDomains, say, would otherwise allow every domain. */
    void refuseNestedValues() {
        for (MailKey key : MailKey.values()) {
            section.nested(key).ifPresent(inner -> faults.add(new Fault(section.path() + ":" + key.word(),
                    "is a list or a section", "one plain value", inner.origin())));
        }
    }

    void warn(MailKey key, String words) {
        String where = section.get(key).map(setting -> " (" + setting.origin() + ")").orElse("");
        warnings.add(section.path() + ":" + key.word() + " " + words + where);
    }

    /** Notes keys that look like a slip of the pen; unknown ones are left to the product's own notes. */
    void warnOfUnknownKeys() {
        for (Setting setting : section.all()) {
            if (!MailKey.isKnown(setting.name())) {
                String guess = MailKey.nearest(setting.name()).map(key -> ": did you mean " + key.word() + "?").orElse("");
                warnings.add(setting.key() + " is no known key and has no effect" + guess + " (" + setting.origin() + ")");
            }
        }
    }

    /** Notes variables that somebody has set and nobody reads. */
    void warnOfMisspeltVariables() {
        misspelt.forEach(variable -> warnings.add(
                "environment variable " + variable.name() + " has no effect: write " + variable.proper()));
    }

    List<String> warnings() {
        return warnings;
    }
}
