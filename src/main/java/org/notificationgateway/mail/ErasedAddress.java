// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.mail;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.net.IDN;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Finds the address of somebody who is to be forgotten, and takes it out of texts. The domain is compared as everywhere, in its
 * ASCII form; the part before the @ in capitals or not, since no server in use tells those apart. Immutable.
 */
public final class ErasedAddress {
    /** What stands in a text in its place. */
    public static final String MASK = "***";

    private static final int PIECE = 1_048_576;
    private static final int OVERLAP = 2_048; // longer than any address, however it is written
    private static final String BEFORE = "(?<![A-Za-z0-9._+-])";
    private static final String BEHIND = "(?![A-Za-z0-9-]|\\.[A-Za-z0-9])";
    private static final String AT = "(?:@|\\\\u0040|%40)"; // as JSON and URLs may have it, too

    private final String address;
    private final Pattern inText;
    private final Pattern inBytes;

    private ErasedAddress(String address) {
        this.address = address.toLowerCase(Locale.ROOT);
        String ascii = this.address.substring(this.address.lastIndexOf('@') + 1);
        String unicode = IDN.toUnicode(ascii);
        inText = pattern(local(), ascii, unicode);
        inBytes = pattern(local(), ascii, new String(unicode.getBytes(UTF_8), ISO_8859_1));
    }

    private static Pattern pattern(String local, String ascii, String unicode) {
        return Pattern.compile(BEFORE + Pattern.quote(local) + AT + "(?:" + Pattern.quote(ascii) + "|" + Pattern.quote(unicode)
                + ")" + BEHIND, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
    }

    /**
     * Reads an address as requests are read.
     *
     * @throws IllegalArgumentException saying what is wrong, without quoting the value
     */
    public static ErasedAddress of(String written) {
        return new ErasedAddress(Mailbox.parse(written).address());
    }

    /** In lower case; the same for all ways to write it. */
    public String address() {
        return address;
    }

    /** The part before the @. */
    public String local() {
        return address.substring(0, address.lastIndexOf('@'));
    }

    /** True for the address itself. */
    public boolean is(String other) {
        return address.equals(other.toLowerCase(Locale.ROOT));
    }

    /** True if a text has it somewhere. */
    public boolean isIn(String text) {
        return inText.matcher(text).find();
    }

    /** True if bytes of any text have it somewhere. */
    public boolean isIn(byte[] text) {
        return inBytes.matcher(new String(text, ISO_8859_1)).find();
    }

    /** The same of a file of any size. */
    public boolean isIn(InputStream file) throws IOException {
        String tail = "";
        for (byte[] piece = file.readNBytes(PIECE); piece.length > 0; piece = file.readNBytes(PIECE)) {
            String text = tail + new String(piece, ISO_8859_1);
            if (inBytes.matcher(text).find()) {
                return true;
            }
            tail = text.substring(Math.max(0, text.length() - OVERLAP));
        }
        return false;
    }

    /** The text without it. */
    public String masked(String text) {
        return text.indexOf('@') < 0 ? text : inText.matcher(text).replaceAll(MASK);
    }
}
