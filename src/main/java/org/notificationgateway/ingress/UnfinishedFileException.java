// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.ingress;

import java.io.IOException;

/** A file ends in the middle of its JSON: its writer may go on. */
final class UnfinishedFileException extends IOException {
    UnfinishedFileException() {
        super("it ends in the middle");
    }

    /** True for bytes that could be the begin of a JSON object or array, or of anything; decided in one pass. */
    static boolean isCut(byte[] json) {
        int depth = 0;
        boolean text = false;
        boolean begun = false;
        for (int i = 0; i < json.length; i++) {
            byte b = json[i];
            if (text) {
                i += b == '\\' ? 1 : 0;
                text = b != '"';
            } else if (b == '"') {
                text = true;
            } else if (b == '{' || b == '[') {
                depth++;
            } else if (b == '}' || b == ']') {
                depth--;
            }
            begun |= b > ' ' || b < 0 && b != (byte) 0xEF && b != (byte) 0xBB && b != (byte) 0xBF; // a mark alone is nothing
            if (begun && depth <= 0) {
                return false; // whole, or no object at all
            }
        }
        return true;
    }
}
