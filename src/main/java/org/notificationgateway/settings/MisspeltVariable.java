// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.settings;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An environment variable for a key of MailSettings that is written as nobody reads it: with the colon of .NET, which a shell
 * cannot set, or with one underscore, as other programs have it.
 *
 * @param proper how it would have an effect
 */
record MisspeltVariable(String name, String proper) {

    /** Those meant for a sender, in alphabetical order. */
    static List<MisspeltVariable> among(Collection<String> variables, String sender) {
        boolean products = sender.equals(Senders.DEFAULT) || sender.equals(Senders.AGENT);
        String first = products ? "(?:(PasswordResetSettings)[_:]{1,2})?" : "(" + Pattern.quote(prefix(sender)) + ")[_:]{1,2}";
        Pattern meant = Pattern.compile(first + "(MailSettings)[_:]{1,2}([^_:].*)", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
        return variables.stream().sorted().map(name -> of(name, meant)).flatMap(Optional::stream).toList();
    }

    /** What variables of a further sender start with, before two underscores. */
    static String prefix(String sender) {
        return sender.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    /** True if it was meant to set that key. */
    boolean isFor(MailKey key) {
        String end = "__" + key.word();
        return proper.regionMatches(true, proper.length() - end.length(), end, 0, end.length());
    }

    private static Optional<MisspeltVariable> of(String name, Pattern meant) {
        Matcher parts = meant.matcher(name);
        if (!parts.matches() || name.indexOf(':') < 0 && !MailKey.isKnown(parts.group(3))) {
            return Optional.empty();
        }
        String proper = (parts.group(1) == null ? "" : parts.group(1) + "__")
                + parts.group(2) + "__" + parts.group(3).replace(":", "__");
        return proper.equals(name)
                ? Optional.empty()
                : Optional.of(new MisspeltVariable(Fault.oneLine(name), Fault.oneLine(proper)));
    }
}
