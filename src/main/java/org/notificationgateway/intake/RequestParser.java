// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.intake;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;

/**
 * Reads bytes as strict JSON (RFC 8259): valid UTF-8, one value, no key twice, bounded depth and size. What lenient
 * parsers would guess at is refused here. Safe to share.
 */
public final class RequestParser {
    private static final int DEEPEST = 32;
    /** Names, values and brackets: what five hundred requests of a hundred recipients each stay below. */
    private static final int MOST_TOKENS = 500_000;
    /** What Java puts in the place of bytes that are no UTF-8. */
    private static final char STAND_IN = '\uFFFD';

    private final int largest;
    private final JsonMapper mapper;

    /** @param largest bytes of a request; in characters they are no more */
    RequestParser(int largest) {
        this.largest = largest;
        mapper = JsonMapper.builder(JsonFactory.builder()
                        .streamReadConstraints(StreamReadConstraints.builder()
                                .maxNestingDepth(DEEPEST)
                                .maxStringLength(largest)
                                .maxNameLength(1_000)
                                .maxNumberLength(100)
                                .maxTokenCount(MOST_TOKENS)
                                .build())
                        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                        .build())
                .build();
    }

    /** Returns the one JSON value the bytes hold. */
    JsonNode parse(byte[] body) throws InvalidRequestException {
        checkSize(body.length, largest);
        String text = text(body);
        if (text.isBlank()) {
            throw new InvalidRequestException(FaultCode.EMPTY, "the request is empty: expected a JSON object");
        }
        try (JsonParser parser = mapper.createParser(text)) {
            JsonNode value = mapper.readTree(parser);
            if (moreFollows(parser)) {
                throw new InvalidRequestException(
                        FaultCode.TRAILING, "more follows after the JSON value: expected its end");
            }
            return value;
        } catch (StreamConstraintsException e) {
            boolean deep = String.valueOf(e.getMessage()).contains("depth");
            throw deep
                    ? new InvalidRequestException(
                            FaultCode.TOO_DEEP, "the JSON is nested too deeply: expected at most " + DEEPEST)
                    : new InvalidRequestException(
                            FaultCode.TOO_LARGE, "a name, a number or the whole is too long: expected at most"
                                    + " 1000, 100 and " + MOST_TOKENS + " names and values");
        } catch (JsonProcessingException e) {
            if (String.valueOf(e.getOriginalMessage()).startsWith("Duplicate field")) {
                throw new InvalidRequestException(
                        FaultCode.DUPLICATE_KEY, "a key stands twice in one object" + place(e) + ": expected once");
            }
            if (String.valueOf(e.getOriginalMessage()).contains("surrogate")) { // in a key; in values it is found later
                throw new InvalidRequestException(
                        FaultCode.INVALID_UNICODE, "a key holds half of a surrogate pair" + place(e) + ": expected whole characters");
            }
            // The parser's own words quote the text around the fault.
            throw new InvalidRequestException(
                    FaultCode.MALFORMED, "not valid JSON" + place(e) + ": expected JSON as in RFC 8259");
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory", e);
        }
    }

    /** Whatever stands there, JSON or not. */
    private static boolean moreFollows(JsonParser parser) throws IOException {
        try {
            return parser.nextToken() != null;
        } catch (JsonProcessingException e) {
            return true;
        }
    }

    /** Refuses what is too large, before anybody holds it in memory. */
    public static void checkSize(long bytes, int largest) throws InvalidRequestException {
        if (bytes > largest) {
            throw new InvalidRequestException(
                    FaultCode.TOO_LARGE, "the request has " + bytes + " bytes: expected at most " + largest);
        }
    }

    private static String text(byte[] body) throws InvalidRequestException {
        try {
            String text = new String(body, UTF_8);
            if (text.indexOf(STAND_IN) >= 0) {
                UTF_8.newDecoder().decode(ByteBuffer.wrap(body)); // tells whether it came so
            }
            boolean nul = text.indexOf('\0') >= 0; // UTF-16 without a mark decodes, with a NUL in every other place
            if (!nul) {
                return text.startsWith("\uFEFF") ? text.substring(1) : text;
            }
        } catch (CharacterCodingException e) {
            // said below, without the bytes
        }
        throw new InvalidRequestException(
                FaultCode.INVALID_ENCODING, "the request is not UTF-8 text: expected JSON encoded as UTF-8");
    }

    private static String place(JsonProcessingException e) {
        var at = e.getLocation();
        return at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
    }
}
