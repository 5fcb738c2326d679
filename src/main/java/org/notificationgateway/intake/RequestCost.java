// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.intake;

/**
 * Says how much memory a request takes, before it takes it. The figures are measured: a body is there twice when it has
 * arrived; what is made of it (the JSON, what its attachments mean, the mail, the entry) is several times as large; and a
 * name or a value of JSON, however short, is an object or two.
 */
public final class RequestCost {
    private static final int ARRIVED = 2;
    private static final int WORKED_ON = 5;
    private static final int TOKEN = 100;
    /** Up to here a body is paid for as a whole when it arrives, so that small requests wait for nobody. */
    private static final long SMALL = 65_536;

    private RequestCost() {}

    /** What so many bytes of a body hold until their request is answered. */
    public static long arriving(long bytes) {
        return Math.max(ARRIVED * bytes, (ARRIVED + WORKED_ON) * Math.min(bytes, SMALL));
    }

    /** What reading and storing a request takes besides; nothing to speak of for most. */
    public static long working(byte[] json) {
        long tokens = (long) TOKEN * tokens(json);
        long bytes = json.length > SMALL ? (long) WORKED_ON * json.length : 0;
        return tokens + bytes > (long) WORKED_ON * SMALL ? tokens + bytes : 0;
    }

    /** The same of a finished mail, of which little is made. */
    public static long working(ArrivedMail mail) {
        return mail.content().length > SMALL ? (long) WORKED_ON * mail.content().length : 0;
    }

    /** At least as many as there are names, values, objects and arrays before the first fault of the text. */
    private static int tokens(byte[] json) {
        int tokens = 1;
        boolean text = false;
        for (int i = 0; i < json.length; i++) {
            byte b = json[i];
            if (text) {
                i += b == '\\' ? 1 : 0; // what it escapes
                text = b != '"';
            } else if (b == '"') {
                text = true;
            } else if (b == ',' || b == ':' || b == '{' || b == '[') {
                tokens++;
            }
        }
        return tokens;
    }
}
