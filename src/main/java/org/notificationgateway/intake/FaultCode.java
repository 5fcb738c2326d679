// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.intake;

/** What can be wrong with a request: stable words for programs, the same through every door. */
public enum FaultCode {
    EMPTY(400),
    MALFORMED(400),
    TRAILING(400),
    DUPLICATE_KEY(400),
    INVALID_ENCODING(400),
    TOO_DEEP(400),
    FORBIDDEN(403),
    CONFLICT(409),
    UNSUPPORTED_TYPE(415),
    RATE_LIMITED(429),
    TOO_LARGE(413),
    UNREADABLE(422),
    NOT_OBJECT(422),
    UNKNOWN_FIELD(422),
    MISSING_FIELD(422),
    WRONG_TYPE(422),
    INVALID_VALUE(422),
    INVALID_CHARACTER(422),
    INVALID_UNICODE(422),
    INVALID_ID(422),
    INVALID_ADDRESS(422),
    INVALID_BASE64(422),
    NO_RECIPIENT(422),
    TOO_MANY_RECIPIENTS(422),
    TOO_MANY(422),
    TOO_LONG(422),
    MISSING_BODY(422),
    TEMPLATE(422);

    private final int httpStatus;

    FaultCode(int httpStatus) {
        this.httpStatus = httpStatus;
    }

    /** The status of an HTTP answer that reports this fault. */
    public int httpStatus() {
        return httpStatus;
    }
}
