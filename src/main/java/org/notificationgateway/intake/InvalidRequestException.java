// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.intake;

import java.util.List;
import java.util.stream.Collectors;

/** Refuses a request, naming every fault, so that its sender can repair it in one round. */
public final class InvalidRequestException extends Exception {
    private final transient List<RequestFault> faults;

    public InvalidRequestException(List<RequestFault> faults) {
        super(faults.stream().map(RequestFault::toString).collect(Collectors.joining("; ")));
        this.faults = List.copyOf(faults);
    }

    InvalidRequestException(FaultCode code, String detail) {
        this(List.of(new RequestFault(code, "", detail)));
    }

    public List<RequestFault> faults() {
        return faults;
    }
}
