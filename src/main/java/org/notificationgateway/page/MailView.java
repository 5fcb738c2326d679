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
import java.util.Optional;
import org.notificationgateway.operations.Answers.RefusedException;
import org.notificationgateway.outbox.StoredMails;

/** Shows what stands in a mail that is still here: its headers, and its text in a page of its own. Keeps no state. */
final class MailView {
    /** Bytes of a mail in which its headers are. */
    static final int HEAD = 65_536;
    /** Bytes of a mail that is shown. */
    static final int LARGEST = 1_000_000;
    private static final int MOST_HEADERS = 100;
    private static final int LONGEST_VALUE = 2_000;

    private MailView() {}

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

    /** The text of a mail as a document of its own. */
    static Answer preview(Optional<StoredMails.Stored> found) throws RefusedException {
        StoredMails.Stored stored = found.orElseThrow(() -> new RefusedException(404, "The mail is not here any more, or is on its way."));
        if (stored.entry().sensitive()) {
            throw new RefusedException(403, "This mail is sensitive: nobody may look into it.");
        }
        if (!stored.isWhole()) {
            throw new RefusedException(404, "The mail is too large to be shown: more than " + LARGEST + " bytes.");
        }
        return new Answer.Preview(new MailBody(stored.entry().mail()).document());
    }
}
