// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.delivery;

import java.io.ByteArrayOutputStream;

/** Makes of a mail what goes over the wire after DATA, so that no line of it can end the mail (RFC 5321 4.5.2). */
final class DotStuffing {
    private DotStuffing() {}

    /** The mail with a second dot before each line that begins with one, CRLF at its end, and the final dot. */
    static byte[] wire(byte[] mail) {
        ByteArrayOutputStream wire = new ByteArrayOutputStream(mail.length + mail.length / 64 + 64);
        int from = 0;
        for (int i = 0; i < mail.length; i++) {
            if (mail[i] == '.' && (i == 0 || mail[i - 1] == '\n' || mail[i - 1] == '\r')) {
                wire.write(mail, from, i - from);
                wire.write('.');
                from = i;
            }
        }
        wire.write(mail, from, mail.length - from);
        if (!endsLine(mail)) {
            wire.writeBytes(new byte[] {'\r', '\n'});
        }
        wire.writeBytes(new byte[] {'.', '\r', '\n'});
        return wire.toByteArray();
    }

    private static boolean endsLine(byte[] mail) {
        return mail.length >= 2 && mail[mail.length - 2] == '\r' && mail[mail.length - 1] == '\n';
    }
}
