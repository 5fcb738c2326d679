// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.acceptance.badinput;

import java.util.Locale;

/** A way in. */
public enum Door {
    HTTP, FILE, JMS;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
