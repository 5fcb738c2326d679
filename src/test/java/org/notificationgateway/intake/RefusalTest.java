// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.intake;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Programs read a refusal through three doors, so its shape is fixed here to the last member. */
class RefusalTest {
    private static final InvalidRequestException TWO_FAULTS = new InvalidRequestException(List.of(
            new RequestFault(FaultCode.INVALID_ADDRESS, "/to/0", "has no @: expected one address"),
            new RequestFault(FaultCode.MISSING_FIELD, "/subject", "is missing: expected a string")));

    private final Refusal refusal = new Refusal();

    @Nested
    class AProblemDocument {
        @Test
        void namesEveryFaultWithCodePointerAndDetail() throws Exception {
            assertEquals(json("""
                    {"type": "urn:notificationgateway:problem:invalid-request",
                     "title": "The request cannot become mail", "status": 422, "detail": "2 faults", "errors": [
                       {"code": "INVALID_ADDRESS", "pointer": "/to/0", "detail": "has no @: expected one address"},
                       {"code": "MISSING_FIELD", "pointer": "/subject", "detail": "is missing: expected a string"}]}"""),
                    json(refusal.problem(TWO_FAULTS)));
        }

        @Test
        void pointsToTheWholeRequestWithAnEmptyPointer() throws Exception {
            var empty = new InvalidRequestException(FaultCode.EMPTY, "the request is empty");
            JsonNode document = json(refusal.problem(empty));
            assertEquals("1 fault", document.get("detail").textValue());
            assertEquals("", document.at("/errors/0/pointer").textValue());
        }

        @Test
        void keepsPointersOfAnyFieldName() throws Exception {
            JsonNode document = json(refusal.problem(Requests.refusal(Requests.with("a/b~\\\"é<", "1"))));
            assertEquals("/a~1b~0\"é<", document.at("/errors/0/pointer").textValue());
        }
    }

    @Nested
    class AStatus {
        @ParameterizedTest(name = "{0} is {1}")
        @CsvSource({
            "FORBIDDEN, 403", "CONFLICT, 409", "EMPTY, 400", "MALFORMED, 400", "TRAILING, 400", "DUPLICATE_KEY, 400", "INVALID_ENCODING, 400",
            "TOO_DEEP, 400",
            "TOO_LARGE, 413", "UNSUPPORTED_TYPE, 415", "NOT_OBJECT, 422", "UNKNOWN_FIELD, 422", "MISSING_FIELD, 422",
            "WRONG_TYPE, 422", "INVALID_VALUE, 422", "INVALID_CHARACTER, 422", "INVALID_UNICODE, 422",
            "INVALID_ID, 422",
            "INVALID_ADDRESS, 422", "INVALID_BASE64, 422", "NO_RECIPIENT, 422", "TOO_MANY_RECIPIENTS, 422",
            "TOO_MANY, 422",
            "TOO_LONG, 422", "MISSING_BODY, 422", "TEMPLATE, 422"
        })
        void followsFromTheCode(FaultCode code, int status) {
            assertEquals(status, refusal.status(new InvalidRequestException(code, "detail")));
        }

        @Test
        void ofSeveralFaultsIsTheEarliestStagesOne() {
            assertEquals(422, refusal.status(TWO_FAULTS));
            assertEquals(400, refusal.status(new InvalidRequestException(List.of(
                    new RequestFault(FaultCode.NOT_OBJECT, "", ""), new RequestFault(FaultCode.MALFORMED, "", "")))));
        }
    }

    @Nested
    class AnEnvelope {
        @Test
        void carriesTheRefusedRequestToTheByte() throws Exception {
            byte[] request = {0, (byte) 0xFF, '\n', '"'};
            JsonNode document = json(refusal.envelopes(TWO_FAULTS, "ID:1", request).get(0));
            assertAll(
                    () -> assertEquals(422, document.get("status").intValue()),
                    () -> assertEquals(2, document.get("errors").size()),
                    () -> assertEquals("ID:1", document.get("jmsMessageId").textValue()),
                    () -> assertArrayEquals(request, document.get("requestBase64").binaryValue()));
        }

        @Test
        void mayHaveNeitherMessageIdNorBytes() throws Exception {
            JsonNode document = json(refusal.envelopes(TWO_FAULTS, null, null).get(0));
            assertTrue(document.get("jmsMessageId").isNull());
            assertFalse(document.has("requestBase64"));
        }
    }

    @Nested
    class AFailureOfOurOwn {
        @Test
        void hasTheSameShapeWithoutFaults() throws Exception {
            assertEquals(
                    json("""
                            {"type": "about:blank", "title": "Busy", "status": 503, "detail": "Try again"}"""),
                    json(refusal.failure(503, "Busy", "Try again")));
        }
    }

    @Nested
    class TheMessageForTheLog {
        @Test
        void listsEveryFault() {
            assertEquals(
                    "INVALID_ADDRESS at /to/0: has no @: expected one address; "
                            + "MISSING_FIELD at /subject: is missing: expected a string",
                    TWO_FAULTS.getMessage());
        }
    }

    @Nested
    class FaultsByTheThousand {
        @Test
        void areCountedAndTheFirstHundredNamed() { // B26, B50: neither answer nor log line outgrows the request
            StringBuilder keys = new StringBuilder("{");
            for (int i = 0; i < 10_000; i++) {
                keys.append('"').append(i).append("\": 0, ");
            }
            InvalidRequestException refused = Requests.refusal(Requests.GOOD.replace("{", keys));
            assertEquals(101, refused.faults().size());
            assertEquals("TOO_MANY: has 10000 faults: expected none; the first 100 are named",
                    refused.faults().get(100).toString());
        }
    }

    private static JsonNode json(String text) throws IOException {
        return Json.MAPPER.readTree(text);
    }

    private static JsonNode json(byte[] bytes) throws IOException {
        return Json.MAPPER.readTree(bytes);
    }
}
