// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.mail;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Content of a mail for tests, with one word for each thing a test changes. */
final class Draft {
    private final List<Mailbox> to = new ArrayList<>();
    private final List<Mailbox> cc = new ArrayList<>();
    private final List<Mailbox> bcc = new ArrayList<>();
    private final List<Attachment> attachments = new ArrayList<>();
    private final Map<String, String> headers = new LinkedHashMap<>();
    private @Nullable Mailbox replyTo;
    private String subject = "Your access review";
    private @Nullable String text;
    private @Nullable String html;
    private @Nullable Importance importance;

    static Draft to(String... addresses) {
        Draft draft = new Draft();
        List.of(addresses).forEach(address -> draft.to.add(Mailbox.parse(address)));
        return draft;
    }

    Draft cc(String address) {
        cc.add(Mailbox.parse(address));
        return this;
    }

    Draft bcc(String address) {
        bcc.add(Mailbox.parse(address));
        return this;
    }

    Draft replyTo(String address) {
        replyTo = Mailbox.parse(address);
        return this;
    }

    Draft subject(String subject) {
        this.subject = subject;
        return this;
    }

    Draft text(@Nullable String text) {
        this.text = text;
        return this;
    }

    Draft html(@Nullable String html) {
        this.html = html;
        return this;
    }

    Draft attach(Attachment attachment) {
        attachments.add(attachment);
        return this;
    }

    Draft header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    Draft importance(@Nullable Importance importance) {
        this.importance = importance;
        return this;
    }

    MailContent content() {
        String body = text == null && html == null ? "Hello" : text;
        return new MailContent(new Recipients(to, cc, bcc), replyTo, subject, body, html, attachments, headers, importance);
    }
}
