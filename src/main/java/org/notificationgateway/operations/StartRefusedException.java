// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.operations;

import java.util.List;
import java.util.stream.Collectors;
import org.notificationgateway.settings.Fault;

/** Stops a start that could not work, with one line for each reason. */
public final class StartRefusedException extends RuntimeException {
    public StartRefusedException(List<Fault> faults) {
        super(faults.stream().map(Fault::toString).collect(Collectors.joining("\n")));
    }

    public StartRefusedException(String thing, String seen, String expected, String where) {
        this(List.of(new Fault(thing, seen, expected, where)));
    }
}
