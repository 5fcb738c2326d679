// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.mail;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a mail says and to whom, before it is written: every value already checked.
 *
 * @param text plain text body, or null when there is only html
 * @param html html body, or null when there is only text
 * @param headers additional header lines by name
 */
public record MailContent(
        Recipients recipients,
        @Nullable Mailbox replyTo,
        String subject,
        @Nullable String text,
        @Nullable String html,
        List<Attachment> attachments,
        Map<String, String> headers,
        @Nullable Importance importance)
        implements MailSource {

    /** Takes copies and refuses a mail without a body. */
    public MailContent {
        attachments = List.copyOf(attachments);
        if (text == null && html == null) {
            throw new IllegalArgumentException("a mail needs a text or an html body");
        }
    }

    /** The same mail to others. */
    public MailContent with(Recipients others) {
        return new MailContent(others, replyTo, subject, text, html, attachments, headers, importance);
    }

    /** True when the request sets this header itself. */
    boolean hasHeader(String name) {
        return headers.keySet().stream().anyMatch(name::equalsIgnoreCase);
    }
}
