// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.bench;

import java.util.Locale;

/** Writes numbers with as many digits as a measurement on a shared machine deserves. */
final class Figures {
    private Figures() {}

    static String text(double value) {
        double size = Math.abs(value);
        String format = size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : size >= 1 ? "%.2f" : "%.3f";
        return String.format(Locale.ROOT, format, value);
    }
}
