// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.settings;

import java.util.List;
import java.util.stream.Collectors;

/** Stops a start with every fault of every settings file at once; the message has a line for each. */
public final class InvalidSettingsException extends RuntimeException {
    private final transient List<Fault> faults;

    public InvalidSettingsException(List<Fault> faults) {
        super(faults.stream().map(Fault::toString).collect(Collectors.joining("\n")));
        this.faults = List.copyOf(faults);
    }

    public List<Fault> faults() {
        return faults;
    }
}
