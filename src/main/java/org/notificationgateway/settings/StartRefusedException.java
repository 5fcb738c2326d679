// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.settings;

import java.util.List;
import java.util.stream.Collectors;

/** Stops a start that could not work, with one line for each reason. */
public final class StartRefusedException extends RuntimeException {
    private final transient List<Fault> faults;

    public StartRefusedException(List<Fault> faults) {
        super(faults.stream().map(Fault::toString).collect(Collectors.joining("\n")));
        this.faults = List.copyOf(faults);
    }

    public StartRefusedException(String thing, String seen, String expected, String where) {
        this(List.of(new Fault(thing, seen, expected, where)));
    }

    public List<Fault> faults() {
        return faults;
    }

    /** Throws, if there is a fault. */
    public static void unlessEmpty(List<Fault> faults) {
        if (!faults.isEmpty()) {
            throw new StartRefusedException(faults);
        }
    }
}
