// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.settings;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One sender's MailSettings, checked: who its mail is from, who may get it and where it goes.
 *
 * @param sender name requests use: {@code server}, {@code agent}
 * @param fromAddress as configured, {@code a@b} or {@code Name <a@b>}
 * @param reason the setting that decided the delivery, for people
 * @param validFor life of a request that names no expiry; null for no end
 * @param warnings what works but is probably not meant, a line each
 * @param values each key with the value that holds and where it came from, secrets masked
 */
public record MailSettings(
        String sender,
        String fromAddress,
        Delivery delivery,
        String reason,
        PolicySettings policy,
        @Nullable Duration validFor,
        List<String> warnings,
        List<ExplainedValue> values) {

    public MailSettings {
        warnings = warnings.stream().map(Fault::oneLine).toList();
        values = List.copyOf(values);
    }

    /** The same that restricts nobody. */
    public MailSettings open() {
        return new MailSettings(sender, fromAddress, delivery, reason, PolicySettings.OPEN, validFor, warnings, values);
    }

    /** The same with one more warning. */
    MailSettings warned(String warning) {
        return new MailSettings(sender, fromAddress, delivery, reason, policy, validFor,
                Stream.concat(warnings.stream(), Stream.of(warning)).toList(), values);
    }

    /** The same with another way out. */
    public MailSettings deliveredBy(Delivery other) {
        return new MailSettings(sender, fromAddress, other, reason, policy, validFor, warnings, values);
    }

    @Override
    public String toString() {
        return "MailSettings of " + sender; // the values are explain's to show
    }

    /** Settings that restrict nobody. */
    public MailSettings(String sender, String fromAddress, Delivery delivery, String reason) {
        this(sender, fromAddress, delivery, reason, PolicySettings.OPEN, null, List.of(), List.of());
    }
}
