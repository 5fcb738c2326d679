// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.acceptance.badinput;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Set;
import java.util.function.Supplier;

/**
 * One thing that should not come, or looks as if it should not.
 *
 * @param key the number of the catalogue and a running one, such as {@code B09.2}
 * @param what for the reader of a report
 * @param bytes made anew each time, because some are large
 * @param doors it is sent through
 */
public record BadInput(String key, String what, Supplier<byte[]> bytes, Set<Door> doors, Expected expected) {
    /** A request that is fine, with an id of the case and the door's own. */
    static final String GOOD = """
            {"id": "${id}", "to": "ann@example.com", "subject": "Your access review", "text": "Hello"}""";

    /** The number in the catalogue. */
    public String number() {
        return key.substring(0, 3);
    }

    /** The body for one door: as long for each, so that faults stand at the same place. */
    public byte[] body(Door door) {
        String letter = door.toString().substring(0, 1);
        // Latin-1 keeps every byte, also of what is no text
        return new String(bytes.get(), ISO_8859_1)
                .replace("${id}", key + "." + letter)
                .replace("${door}", letter)
                .getBytes(ISO_8859_1);
    }

    @Override
    public String toString() {
        return key + " " + what + ": " + expected;
    }
}
