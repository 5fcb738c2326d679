// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.intake;

/**
 * One thing wrong with a request.
 *
 * @param pointer JSON Pointer (RFC 6901) to the member at fault; empty for the request as a whole
 * @param detail what was seen and what was expected; never quotes the value, which may be a secret
 */
public record RequestFault(FaultCode code, String pointer, String detail) {
    @Override
    public String toString() {
        return code + (pointer.isEmpty() ? "" : " at " + pointer) + ": " + detail;
    }
}
