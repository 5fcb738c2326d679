// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.settings;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Turns one MailSettings section into a checked record, collecting every fault instead of stopping at the first. */
final class MailSettingsReader {
    private static final Pattern CLOCK = Pattern.compile("(?:(\\d{1,3})\\.)?(\\d{1,2}):(\\d{2}):(\\d{2})");
    static final String VALID_FOR = "PasswordResetSettings:TokenBuildingSettings:ValidFor";

    private final AddressRule addresses;
    private final DeliveryReader deliveries;
    private final Set<String> variables;

    /** @param variables names of the environment, for those that are written in another way than is read */
    MailSettingsReader(AddressRule addresses, DeliveryReader deliveries, Set<String> variables) {
        this.addresses = addresses;
        this.deliveries = deliveries;
        this.variables = variables;
    }

    /**
     * Returns the settings, or nothing after adding at least one fault.
     *
     * @param mostRecipients what holds when MaxRecipients is not set
     */
    Optional<MailSettings> read(String sender, Section section, int mostRecipients, List<Fault> faults) {
        int before = faults.size();
        SectionReader in = new SectionReader(section, addresses, MisspeltVariable.among(variables, sender), faults);
        if (in.address(MailKey.FROM_ADDRESS).isEmpty()) {
            in.missing(MailKey.FROM_ADDRESS, "the address mails are sent from");
        }
        DeliveryReader.Chosen chosen = deliveries.read(in);
        PolicySettings policy = policy(in, mostRecipients);
        Duration validFor = sender.equals(Senders.AGENT) ? validFor(section, faults) : null;
        in.refuseNestedValues();
        in.warnOfUnknownKeys();
        in.warnOfMisspeltVariables();
        if (faults.size() > before || chosen == null) {
            return Optional.empty();
        }
        return Optional.of(new MailSettings(
                sender, in.text(MailKey.FROM_ADDRESS).orElseThrow(), chosen.delivery(), chosen.reason(), policy, validFor,
                in.warnings(), values(section, mostRecipients, validFor)));
    }

    private static PolicySettings policy(SectionReader in, int mostRecipients) {
        List<String> domains = new ArrayList<>();
        for (String domain : in.text(MailKey.ALLOWED_DOMAINS).orElse("").split(";")) {
            if (domain.isBlank()) {
                continue;
            }
            if (!in.isDomain(domain.strip())) {
                in.fault(MailKey.ALLOWED_DOMAINS, "names '" + domain.strip() + "'",
                        "domains with semicolons between, such as contoso.com;example.com");
            }
            domains.add(domain.strip());
        }
        String catchAll = in.address(MailKey.CATCH_ALL_ADDRESS).orElse(null);
        String catchAllCc = in.address(MailKey.CATCH_ALL_CC_ADDRESS).orElse(null);
        warnOutside(in, MailKey.CATCH_ALL_ADDRESS, catchAll, domains);
        warnOutside(in, MailKey.CATCH_ALL_CC_ADDRESS, catchAllCc, domains);
        int max = in.number(MailKey.MAX_RECIPIENTS, 1, 10_000, "1 to 10000").orElse(mostRecipients);
        return new PolicySettings(in.flag(MailKey.ENABLED), domains, catchAll, catchAllCc, max);
    }

    private static void warnOutside(SectionReader in, MailKey key, @Nullable String address, List<String> domains) {
        if (address != null && !domains.isEmpty()) {
            String domain = address.substring(address.lastIndexOf('@') + 1).replace(">", "").strip();
            if (domains.stream().noneMatch(domain::equalsIgnoreCase)) {
                in.warn(key, "lies outside AllowedDomains: its mail will be suppressed");
            }
        }
    }

    /** How long a reset link lives, when the agent's file says so. */
    private static @Nullable Duration validFor(Section section, List<Fault> faults) {
        return section.root(VALID_FOR)
                .map(setting -> {
                    Matcher matcher = CLOCK.matcher(setting.value().strip());
                    if (!matcher.matches()) {
                        faults.add(new Fault(VALID_FOR, "is '" + setting.value() + "'", "HH:mm:ss, such as 03:00:00",
                                setting.origin()));
                        return Duration.ZERO;
                    }
                    String days = matcher.group(1);
                    return Duration.ofDays(days == null ? 0 : Long.parseLong(days))
                            .plusHours(Long.parseLong(matcher.group(2)))
                            .plusMinutes(Long.parseLong(matcher.group(3)))
                            .plusSeconds(Long.parseLong(matcher.group(4)));
                })
                .orElse(null);
    }

    private static List<ExplainedValue> values(Section section, int mostRecipients, @Nullable Duration validFor) {
        Stream<ExplainedValue> keys = Arrays.stream(MailKey.values())
                .map(key -> section.get(key)
                        .map(setting -> ExplainedValue.of(key, setting))
                        .orElseGet(() -> ExplainedValue.standard(key, key == MailKey.MAX_RECIPIENTS
                                ? String.valueOf(mostRecipients)
                                : key.standard())));
        Stream<ExplainedValue> life = section.root(VALID_FOR)
                .filter(setting -> validFor != null)
                .map(setting -> ExplainedValue.of("ValidFor", setting.value(), setting))
                .stream();
        return Stream.concat(keys, life).filter(value -> !value.value().isEmpty()).toList();
    }
}
