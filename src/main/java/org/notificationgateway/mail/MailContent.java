// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.mail;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a mail says and to whom, before it is written: every value already checked.
 *
 * @param text plain text body, or null when there is only html
 * @param html html body, or null when there is only text
 * @param headers additional header lines by name
 */
public record MailContent(
        List<Mailbox> to,
        List<Mailbox> cc,
        List<Mailbox> bcc,
        @Nullable Mailbox replyTo,
        String subject,
        @Nullable String text,
        @Nullable String html,
        List<Attachment> attachments,
        Map<String, String> headers,
        @Nullable Importance importance) {

    /** Takes copies and refuses a mail without a body. */
    public MailContent {
        to = List.copyOf(to);
        cc = List.copyOf(cc);
        bcc = List.copyOf(bcc);
        attachments = List.copyOf(attachments);
        if (text == null && html == null) {
            throw new IllegalArgumentException("a mail needs a text or an html body");
        }
    }

    /** Everybody the mail goes to: To, then Cc, then Bcc. */
    public List<Mailbox> recipients() {
        return Stream.of(to, cc, bcc).flatMap(List::stream).toList();
    }

    /** True when the request sets this header itself. */
    boolean hasHeader(String name) {
        return headers.keySet().stream().anyMatch(name::equalsIgnoreCase);
    }
}
