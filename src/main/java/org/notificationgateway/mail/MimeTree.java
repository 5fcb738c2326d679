// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.mail;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/**
 * Nests the parts of one mail the way readers expect: mixed (alternative (text, related (html, images)),
 * attachments), each layer only where it is needed. Not thread-safe: one tree a mail.
 */
final class MimeTree {
    private static final byte[] CRLF = {'\r', '\n'};
    private static final int BYTES_OF_A_LINE = 57; // Base64 of RFC 2045: in 76 characters and their CRLF
    private static final int CHARACTERS_OF_A_LINE = 78;

    private final String boundaryStem;
    private int boundaries;

    /** Boundaries derive from the Message-ID, so composing twice gives the same bytes. */
    MimeTree(String messageId) {
        boundaryStem = "=_" + HexFormat.of().toHexDigits(messageId.hashCode()) + "_";
    }

    /** A part of the tree: its own header lines, then either encoded content or further parts. */
    private record Part(String head, byte[] content, List<Part> parts, String boundary) {
        /** Bytes that it takes at most. */
        int size() {
            int lines = content.length / BYTES_OF_A_LINE + 1;
            int size = head.length() + 2 * CRLF.length + lines * CHARACTERS_OF_A_LINE + boundary.length() + 6;
            for (Part part : parts) {
                size += part.size() + boundary.length() + 4;
            }
            return size;
        }
    }

    byte[] write(byte[] messageHead, MailContent content) {
        Part root = root(content);
        ByteArrayOutputStream out = new ByteArrayOutputStream(messageHead.length + root.size());
        out.writeBytes(messageHead);
        write(root, out);
        return out.toByteArray();
    }

    private Part root(MailContent content) {
        List<Part> attached = content.attachments().stream()
                .filter(attachment -> !attachment.isInline())
                .map(this::file)
                .toList();
        Part body = body(content);
        return attached.isEmpty() ? body : multipart("mixed", "", prepend(body, attached));
    }

    private Part body(MailContent content) {
        String html = content.html();
        String text = content.text();
        if (html == null) {
            return text("plain", String.valueOf(text));
        }
        List<Part> inline = content.attachments().stream()
                .filter(Attachment::isInline)
                .map(this::file)
                .toList();
        Part rich = text("html", html);
        Part shown = inline.isEmpty()
                ? rich
                : multipart("related", HeaderText.parameter("type", "text/html"), prepend(rich, inline));
        return text == null ? shown : multipart("alternative", "", List.of(text("plain", text), shown));
    }

    private static Part text(String subtype, String text) {
        return leaf("Content-Type: text/" + subtype + "; charset=UTF-8\r\n", text.getBytes(UTF_8));
    }

    private Part file(Attachment attachment) {
        String id = attachment.contentId();
        String head = "Content-Type: " + attachment.contentType() + HeaderText.parameter("name", attachment.name())
                + "\r\nContent-Disposition: " + (id == null ? "attachment" : "inline")
                + HeaderText.parameter("filename", attachment.name()) + "\r\n"
                + (id == null ? "" : "Content-ID: <" + id + ">\r\n");
        return leaf(head, attachment.content());
    }

    private static Part leaf(String head, byte[] content) {
        return new Part(head + "Content-Transfer-Encoding: base64\r\n", content, List.of(), "");
    }

    private Part multipart(String subtype, String parameters, List<Part> parts) {
        String boundary = boundaryStem + boundaries++;
        String head = "Content-Type: multipart/" + subtype + ";\r\n boundary=\"" + boundary + "\"" + parameters
                + "\r\n";
        return new Part(head, new byte[0], parts, boundary);
    }

    private static List<Part> prepend(Part first, List<Part> others) {
        List<Part> all = new ArrayList<>(others.size() + 1);
        all.add(first);
        all.addAll(others);
        return all;
    }

    private static void write(Part part, ByteArrayOutputStream out) {
        out.writeBytes((part.head() + "\r\n").getBytes(US_ASCII));
        if (part.parts().isEmpty()) {
            out.writeBytes(Base64.getMimeEncoder().encode(part.content()));
            out.writeBytes(CRLF);
            return;
        }
        byte[] delimiter = ("--" + part.boundary()).getBytes(US_ASCII);
        for (Part child : part.parts()) {
            out.writeBytes(delimiter);
            out.writeBytes(CRLF);
            write(child, out);
        }
        out.writeBytes(delimiter);
        out.writeBytes("--\r\n".getBytes(US_ASCII));
    }
}
