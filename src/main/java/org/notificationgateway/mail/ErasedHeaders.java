// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.mail;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Takes somebody out of To and Cc of a finished mail whose other recipients still wait for it. All else stays byte for byte,
 * and so does all of a signed mail. Keeps no state.
 */
public final class ErasedHeaders {
    private static final List<String> LISTS = List.of("to", "cc");
    private static final String SIGNATURE = "dkim-signature:"; // covers these fields

    private ErasedHeaders() {}

    /** The mail without the address in its lists of recipients; the same array if it is not in them. */
    public static byte[] without(ErasedAddress address, byte[] mail) {
        int end = endOfHeader(mail);
        String header = new String(mail, 0, end, ISO_8859_1);
        if (!address.isIn(Arrays.copyOf(mail, end)) || ("\n" + header.toLowerCase(Locale.ROOT)).contains("\n" + SIGNATURE)) {
            return mail;
        }
        StringBuilder rest = new StringBuilder();
        for (String field : header.split("(?<=\n)(?![ \t])")) {
            rest.append(field(address, field));
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(mail.length);
        out.writeBytes(rest.toString().getBytes(ISO_8859_1));
        out.write(mail, end, mail.length - end);
        return rest.toString().equals(header) ? mail : out.toByteArray();
    }

    private static int endOfHeader(byte[] mail) {
        for (int i = 0; i + 3 < mail.length; i++) {
            if (mail[i] == '\r' && mail[i + 1] == '\n' && mail[i + 2] == '\r' && mail[i + 3] == '\n') {
                return i + 2;
            }
        }
        return mail.length;
    }

    private static String field(ErasedAddress address, String field) {
        int colon = field.indexOf(':');
        String name = colon < 0 ? "" : field.substring(0, colon);
        if (!LISTS.contains(name.toLowerCase(Locale.ROOT)) || !address.isIn(field.getBytes(ISO_8859_1))) {
            return field;
        }
        try {
            InternetAddress[] others = Arrays.stream(InternetAddress.parseHeader(field.substring(colon + 1), true))
                    .filter(one -> !address.is(String.valueOf(one.getAddress())))
                    .toArray(InternetAddress[]::new);
            if (others.length > 0) {
                return name + ": " + InternetAddress.toString(others, name.length() + 2) + "\r\n";
            }
            return name.equalsIgnoreCase("to") ? name + ": undisclosed-recipients:;\r\n" : "";
        } catch (AddressException e) {
            return field;
        }
    }
}
