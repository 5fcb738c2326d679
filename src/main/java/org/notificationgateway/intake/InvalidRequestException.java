// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.intake;

import java.util.List;
import java.util.stream.Collectors;

/** Refuses a request, naming every fault, so that its sender can repair it in one round. */
public final class InvalidRequestException extends Exception {
    private final transient List<RequestFault> faults;
    private final transient List<RefusedItem> items;
    private final boolean batch;

    public InvalidRequestException(List<RequestFault> faults) {
        this(faults, List.of(), false);
    }

    public InvalidRequestException(FaultCode code, String detail) {
        this(List.of(new RequestFault(code, "", detail)));
    }

    private InvalidRequestException(List<RequestFault> faults, List<RefusedItem> items, boolean batch) {
        super(Faults.first(faults).stream().map(RequestFault::toString).collect(Collectors.joining("; ")));
        this.faults = Faults.first(faults);
        this.items = List.copyOf(items);
        this.batch = batch;
    }

    /** Refuses an array that is none of requests. */
    static InvalidRequestException ofBatch(RequestFault fault) {
        return new InvalidRequestException(List.of(fault), List.of(), true);
    }

    /** Refuses an array of which nothing was accepted. */
    static InvalidRequestException ofBatch(List<RefusedItem> items) {
        return new InvalidRequestException(
                items.stream().flatMap(item -> item.faults().stream()).toList(), items, true);
    }

    public List<RequestFault> faults() {
        return faults;
    }

    /** The requests of an array, each with its own faults; empty when what arrived was refused as a whole. */
    List<RefusedItem> items() {
        return items;
    }

    /** True when what arrived was an array, whose faults say nothing about the whole. */
    boolean isBatch() {
        return batch;
    }
}
