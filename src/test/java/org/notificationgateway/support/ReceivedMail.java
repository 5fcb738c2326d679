// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.support;

import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/** A mail as its reader sees it: parsed, with every leaf part's bytes decoded. */
public record ReceivedMail(MimeMessage message, List<Leaf> leaves) {

    /** One leaf part. */
    public record Leaf(String type, String fileName, String contentId, byte[] bytes) {
        public String text() {
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    public static ReceivedMail of(byte[] bytes) throws MessagingException, IOException {
        return of(new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(bytes)));
    }

    public static ReceivedMail of(MimeMessage message) throws MessagingException, IOException {
        List<Leaf> leaves = new ArrayList<>();
        collect(message, leaves);
        return new ReceivedMail(message, leaves);
    }

    public Leaf leaf(String type) {
        return leaves.stream()
                .filter(leaf -> leaf.type().startsWith(type))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no part " + type + " among " + leaves));
    }

    private static void collect(Part part, List<Leaf> leaves) throws MessagingException, IOException {
        if (part.getContent() instanceof Multipart multipart) {
            for (int i = 0; i < multipart.getCount(); i++) {
                BodyPart child = multipart.getBodyPart(i);
                collect(child, leaves);
            }
            return;
        }
        String[] id = part.getHeader("Content-ID");
        try (InputStream in = part.getInputStream()) {
            leaves.add(new Leaf(
                    part.getContentType(), part.getFileName(), id == null ? null : id[0], in.readAllBytes()));
        }
    }
}
