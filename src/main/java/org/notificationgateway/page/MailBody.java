// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.page;

import freemarker.core.HTMLOutputFormat;
import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes a document of a mail for a browser that was told to run, load and send nothing. Of that no policy tells a browser that links
 * of the head may not let it look up a name: they are made unknown elements.
 */
final class MailBody {
    private static final Pattern HEAD_LINKS = Pattern.compile("<(?=link|meta|base)", Pattern.CASE_INSENSITIVE);
    private static final Pattern INLINE = Pattern.compile("cid:([A-Za-z0-9._%+@-]{1,200})");
    private static final Pattern IMAGE = Pattern.compile("image/(png|jpe?g|gif|webp)");
    private static final int DEEPEST = 20;
    private static final int LONGEST = 2_000_000; // characters, with images in their places
    private static final int MOST_PARTS = 500; // each costs a thousand times its bytes

    private final byte[] mail;
    private final Map<String, String> images = new HashMap<>();
    private @Nullable String html;
    private @Nullable String text;

    MailBody(byte[] mail) {
        this.mail = mail;
    }

    /** The HTML of the mail if it has any, else its text. */
    String document() {
        if (boundaries() > MOST_PARTS) {
            return plain("This mail has too many parts to be shown.");
        }
        try {
            look(new MimeMessage(null, new ByteArrayInputStream(mail)), 0);
        } catch (MessagingException | IOException | RuntimeException e) {
            return plain("This mail cannot be shown.");
        }
        String found = html;
        return found == null ? plain(text == null ? "This mail has no text." : text)
                : withImages(HEAD_LINKS.matcher(found).replaceAll("<x-"));
    }

    /** Lines that could begin a part. */
    private int boundaries() {
        int found = 0;
        for (int i = 0; i + 2 < mail.length; i++) {
            found += (i == 0 || mail[i - 1] == '\n' || mail[i - 1] == '\r') && mail[i] == '-' && mail[i + 1] == '-' ? 1 : 0;
        }
        return found;
    }

    private void look(Part part, int depth) throws MessagingException, IOException {
        if (depth > DEEPEST) {
            return;
        }
        String type = String.valueOf(part.getContentType()).split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        if (type.startsWith("multipart/") && part.getContent() instanceof Multipart parts) {
            for (int i = 0; i < parts.getCount(); i++) {
                look(parts.getBodyPart(i), depth + 1);
            }
        } else if (Part.ATTACHMENT.equalsIgnoreCase(part.getDisposition())) {
            return;
        } else if (type.equals("text/html") && html == null) {
            html = words(part);
        } else if (type.equals("text/plain") && text == null) {
            text = words(part);
        } else if (IMAGE.matcher(type).matches() && part instanceof BodyPart) {
            String[] id = part.getHeader("Content-ID");
            if (id != null) {
                try (InputStream in = part.getInputStream()) {
                    images.put(id[0].strip().replaceAll("^<|>$", ""),
                            "data:" + type + ";base64," + Base64.getEncoder().encodeToString(in.readAllBytes()));
                }
            }
        }
    }

    private static String words(Part part) throws MessagingException, IOException {
        return String.valueOf(part.getContent());
    }

    private String withImages(String page) {
        StringBuilder shown = new StringBuilder();
        Matcher place = INLINE.matcher(page);
        while (place.find()) {
            String image = images.getOrDefault(place.group(1), "");
            boolean fits = !image.isEmpty() && shown.length() + image.length() < LONGEST;
            place.appendReplacement(shown, Matcher.quoteReplacement(fits ? image : place.group()));
        }
        return place.appendTail(shown).toString();
    }

    private static String plain(String text) {
        return "<!DOCTYPE html><html lang=\"en\"><meta name=\"color-scheme\" content=\"light dark\"><title>Mail</title>"
                + "<body style=\"font: 15px/1.5 sans-serif\"><pre style=\"white-space: pre-wrap; overflow-wrap: anywhere\">"
                + HTMLOutputFormat.INSTANCE.escapePlainText(text) + "</pre></body></html>";
    }
}
