// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.page;

import jakarta.mail.Header;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.InternetHeaders;
import jakarta.mail.internet.MimeUtility;
import java.io.ByteArrayInputStream;
import java.io.UnsupportedEncodingException;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import org.notificationgateway.outbox.StoredMails;

/** Tells which headers a mail has that is still here. Keeps no state. */
final class MailHeaders {
    /** Bytes of a mail in which its headers are. */
    static final int HEAD = 65_536;
    private static final int MOST_HEADERS = 100;
    private static final int LONGEST_VALUE = 2_000;

    private MailHeaders() {}

    /** What a page tells of it. */
    static Map<String, Object> head(StoredMails.Stored stored) {
        return Map.of("sensitive", stored.entry().sensitive(), "headers", headers(stored.entry().mail()));
    }

    /** Names and values, decoded. */
    static List<Map<String, String>> headers(byte[] mail) {
        List<Map<String, String>> headers = new ArrayList<>();
        try {
            Enumeration<Header> all = new InternetHeaders(new ByteArrayInputStream(mail), true).getAllHeaders();
            while (all.hasMoreElements() && headers.size() < MOST_HEADERS) {
                Header header = all.nextElement();
                headers.add(Map.of("name", header.getName(), "value", decoded(header.getValue())));
            }
        } catch (MessagingException e) {
            return List.of(); // what cannot be read is not shown
        }
        return headers;
    }

    private static String decoded(String value) {
        String text = value;
        try {
            text = MimeUtility.decodeText(MimeUtility.unfold(value));
        } catch (UnsupportedEncodingException e) {
            // as it is
        }
        return text.length() > LONGEST_VALUE ? text.substring(0, LONGEST_VALUE) + "…" : text;
    }
}
