// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.intake;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Refuses a request, naming every fault, so that its sender can repair it in one round. */
public final class InvalidRequestException extends Exception {
    private static final int MOST = 100;

    private final transient List<RequestFault> faults;

    public InvalidRequestException(List<RequestFault> faults) {
        super(first(faults).stream().map(RequestFault::toString).collect(Collectors.joining("; ")));
        this.faults = List.copyOf(first(faults));
    }

    InvalidRequestException(FaultCode code, String detail) {
        this(List.of(new RequestFault(code, "", detail)));
    }

    /** A small request can hold so many faults that naming each makes an answer and a log line ten times its size. */
    private static List<RequestFault> first(List<RequestFault> all) {
        return all.size() <= MOST
                ? all
                : Stream.concat(all.stream().limit(MOST), Stream.of(new RequestFault(
                                FaultCode.TOO_MANY, "", "has " + all.size() + " faults: expected none; the first "
                                        + MOST + " are named")))
                        .toList();
    }

    public List<RequestFault> faults() {
        return faults;
    }
}
