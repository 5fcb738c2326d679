// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.intake;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.mail.SingleLine;

/**
 * Reads the members of one JSON object and notes what is wrong with each, so that reading goes on to the next fault.
 * A member that is at fault reads as absent. Not thread-safe: one for each object.
 */
final class Fields {
    private final JsonNode object;
    private final String pointer;
    private final Faults faults;

    /** Notes every member that is none of {@code known}. */
    Fields(JsonNode object, String pointer, Set<String> known, Faults faults) {
        this.object = object;
        this.pointer = pointer;
        this.faults = faults;
        object.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                fault(FaultCode.UNKNOWN_FIELD, escaped(name), "no such field: expected only fields of the schema");
            }
        });
    }

    /** Reads an object below this one, {@code at} being its pointer from here. */
    Fields child(JsonNode node, String at, Set<String> known) {
        return new Fields(node, pointer + "/" + at, known, faults);
    }

    /** How many faults were noted, wherever in the request. */
    int faultCount() {
        return faults.count();
    }

    boolean has(String name) {
        return object.has(name);
    }

    @Nullable JsonNode node(String name) {
        return object.get(name);
    }

    /** The string, or nothing; notes a missing one when it is required. */
    Optional<String> string(String name, boolean required, int longest) {
        JsonNode node = object.get(name);
        if (node == null) {
            if (required) {
                fault(FaultCode.MISSING_FIELD, name, "is missing: expected a string");
            }
            return Optional.empty();
        }
        if (!node.isTextual()) {
            fault(FaultCode.WRONG_TYPE, name, "is " + typeOf(node) + ": expected a string");
            return Optional.empty();
        }
        String text = node.textValue();
        if (text.length() > longest) {
            fault(FaultCode.TOO_LONG, name,
                    "has " + text.length() + " characters: expected at most " + longest);
            return Optional.empty();
        }
        return Optional.of(text);
    }

    /** A string that becomes part of a header: not blank, one line, nothing invisible that misleads. */
    Optional<String> line(String name, boolean required, int longest) {
        Optional<String> text = string(name, required, longest);
        if (text.isEmpty()) {
            return text;
        }
        if (text.get().isBlank()) {
            fault(FaultCode.INVALID_VALUE, name, "is blank: expected at least one visible character");
            return Optional.empty();
        }
        Optional<String> flaw = SingleLine.fault(text.get());
        flaw.ifPresent(f -> fault(characterCode(f), name, f + ": expected text on one line"));
        return flaw.isPresent() ? Optional.empty() : text;
    }

    /** A body: any text that mail can carry. */
    Optional<String> body(String name) {
        return string(name, false, Integer.MAX_VALUE).filter(text -> {
            if (text.indexOf('\0') >= 0) {
                fault(FaultCode.INVALID_CHARACTER, name, "holds a NUL character: expected text");
                return false;
            }
            if (hasHalfAPair(text)) {
                fault(FaultCode.INVALID_UNICODE, name, "holds half of a surrogate pair: expected valid Unicode");
                return false;
            }
            return true;
        });
    }

    /** In one pass over what may be many megabytes. */
    private static boolean hasHalfAPair(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (Character.charCount(text.codePointAt(i)) == 1) {
                    return true;
                }
                i++;
            }
        }
        return false;
    }

    Optional<Boolean> bool(String name) {
        JsonNode node = object.get(name);
        if (node != null && !node.isBoolean()) {
            fault(FaultCode.WRONG_TYPE, name, "is " + typeOf(node) + ": expected true or false");
        }
        return Optional.ofNullable(node).filter(JsonNode::isBoolean).map(JsonNode::booleanValue);
    }

    /** The array, or nothing. */
    Optional<JsonNode> array(String name, int most) {
        JsonNode node = object.get(name);
        if (node == null) {
            return Optional.empty();
        }
        if (!node.isArray()) {
            fault(FaultCode.WRONG_TYPE, name, "is " + typeOf(node) + ": expected an array");
            return Optional.empty();
        }
        if (node.size() > most) {
            fault(FaultCode.TOO_MANY, name, "has " + node.size() + " items: expected at most " + most);
            return Optional.empty();
        }
        return Optional.of(node);
    }

    /** Notes a fault of one member. */
    void fault(FaultCode code, String name, String detail) {
        faults.add(new RequestFault(code, pointer + "/" + name, detail));
    }

    /** Half a surrogate pair is bad Unicode, the rest are characters that have no place in a header. */
    static FaultCode characterCode(String flaw) {
        return flaw.contains("surrogate") ? FaultCode.INVALID_UNICODE : FaultCode.INVALID_CHARACTER;
    }

    static String typeOf(JsonNode node) {
        return switch (node.getNodeType()) {
            case ARRAY -> "an array";
            case OBJECT -> "an object";
            case BOOLEAN -> "true or false";
            case NUMBER -> "a number";
            case NULL -> "null";
            default -> "a string";
        };
    }

    /** RFC 6901 escapes; a name that no log line should hold is cut. */
    static String escaped(String name) {
        String safe = SingleLine.fault(name).isPresent() ? "?" : name;
        String cut = safe.length() > 64 ? safe.substring(0, 64) + "…" : safe;
        return cut.replace("~", "~0").replace("/", "~1");
    }
}
