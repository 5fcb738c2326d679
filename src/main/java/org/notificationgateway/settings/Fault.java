// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.settings;

/**
 * Tells an operator everything needed to repair a setting: which one, what was seen, what was expected, where to
 * change it. A secret never stands in {@code seen}.
 */
public record Fault(String thing, String seen, String expected, String where) {
    @Override
    public String toString() {
        return "%s %s: expected %s (%s)".formatted(thing, seen, expected, where);
    }
}
