// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.ingress;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.notificationgateway.intake.FaultCode;
import org.notificationgateway.intake.InvalidRequestException;
import org.notificationgateway.intake.RequestFault;

/** A body is read only if its headers say that it is plain JSON in UTF-8. */
class RequestContentTest {
    private final RequestContent content = new RequestContent();

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(delimiter = '|', value = {
        "application/json|", "APPLICATION/JSON|", "application/json; charset=us-ascii|", " application/json ; charset = utf-8 |", "application/json|identity",
        "application/json;charset=\"UTF-8\"|Identity", "application/json; v=1; charset=utf-8|''", "application/json;Charset=utf8|", "application/json; charset = \"utf8\" ;|"})
    void plainJsonInUtf8IsRead(String type, String encoding) {
        assertDoesNotThrow(() -> content.check(type, encoding));
    }

    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource(delimiter = '|', value = {
        "||Content-Type is missing: expected application/json",
        "''||Content-Type is missing: expected application/json",
        "canary/plain||Content-Type is another: expected application/json",
        "canary; application/json||Content-Type is another: expected application/json",
        "application/json, text/plain||Content-Type is another: expected application/json",
        "application/json; charset=canary||charset is another, or a parameter of Content-Type is malformed: expected utf-8 (RFC 8259 8.1)",
        "application/json; x=1;charset=utf-16||charset is another, or a parameter of Content-Type is malformed: expected utf-8 (RFC 8259 8.1)",
        "application/json; charset=utf-8; charset=canary||charset is another, or a parameter of Content-Type is malformed: expected utf-8 (RFC 8259 8.1)",
        "application/json|canary|Content-Encoding is set: expected a body that is not packed",
        "application/json|identity, gzip|Content-Encoding is set: expected a body that is not packed"})
    void anythingElseIsRefusedWithoutQuotingIt(String type, String encoding, String detail) {
        var refused = assertThrows(InvalidRequestException.class, () -> content.check(type, encoding));
        assertEquals(new RequestFault(FaultCode.UNSUPPORTED_TYPE, "", detail), refused.faults().get(0));
        assertFalse(refused.getMessage().contains("canary"));
    }
}
