// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.ingress;

import org.jspecify.annotations.Nullable;
import org.notificationgateway.intake.FaultCode;
import org.notificationgateway.intake.InvalidRequestException;
import org.notificationgateway.intake.MediaType;

/**
 * Refuses a body that is not what intake reads, by what its headers say and before anything looks into it: JSON in
 * UTF-8, neither packed nor in parts. Keeps no state.
 */
public final class RequestContent {
    /**
     * Returns when the body can be read.
     *
     * @param type header {@code Content-Type}, or null
     * @param encoding header {@code Content-Encoding}, or null
     * @throws InvalidRequestException otherwise
     */
    public void check(@Nullable String type, @Nullable String encoding) throws InvalidRequestException {
        String stated = type == null ? "" : type.strip();
        if (!stated.split(";", 2)[0].strip().equalsIgnoreCase("application/json")) {
            throw refused("Content-Type is " + (stated.isEmpty() ? "missing" : "another") + ": expected application/json");
        }
        if (!MediaType.parse(stated).map(MediaType::isUtf8).orElse(false)) {
            throw refused("charset is another, or a parameter of Content-Type is malformed: expected utf-8 (RFC 8259 8.1)");
        }
        if (encoding != null && !encoding.isBlank() && !encoding.strip().equalsIgnoreCase("identity")) {
            throw refused("Content-Encoding is set: expected a body that is not packed");
        }
    }

    private static InvalidRequestException refused(String detail) {
        return new InvalidRequestException(FaultCode.UNSUPPORTED_TYPE, detail);
    }
}
