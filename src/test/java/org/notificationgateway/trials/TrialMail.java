// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.trials;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.mail.MessagingException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.notificationgateway.support.ReceivedMail;

/**
 * A mail whose arrival can be judged: everything in it follows from its id, and nobody else gets one like it.
 *
 * @param size of the request in bytes, about
 */
record TrialMail(String id, String sender, int size) {
    static final int LARGE = 64 * 1024; // from here on the bulk is an attachment
    private static final String SUBJECT = "trial ";
    private static final String FROM = "no-reply@contoso.com";

    TrialMail(String id, int size) {
        this(id, "server", size);
    }

    String recipient() {
        return "r-" + id + "@example.com";
    }

    byte[] json() {
        return json(id);
    }

    /** @param requestId in place of the mail's own */
    byte[] json(String requestId) {
        ByteArrayOutputStream json = new ByteArrayOutputStream(size + 1024);
        json.writeBytes(("{\"id\":\"" + requestId + "\",\"sender\":\"" + sender + "\",\"to\":\"" + recipient()
                + "\",\"subject\":\"" + SUBJECT + id + "\",\"text\":\"" + text().replace("\n", "\\n") + "\"").getBytes(US_ASCII));
        if (size >= LARGE) {
            json.writeBytes(",\"attachments\":[{\"name\":\"bulk.bin\",\"content\":\"".getBytes(US_ASCII));
            json.writeBytes(Base64.getEncoder().encode(attachment()));
            json.writeBytes("\"}]".getBytes(US_ASCII));
        }
        json.write('}');
        return json.toByteArray();
    }

    /** Of everything that must arrive as it was sent. */
    String fingerprint() {
        return fingerprint(FROM, List.of(recipient()), SUBJECT + id, text(), size >= LARGE ? attachment() : new byte[0]);
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        for (int line = 0; text.length() < (size >= LARGE ? 200 : size); line++) {
            text.append("body of ").append(id).append(", line ").append(line).append('\n');
        }
        return text.toString();
    }

    private byte[] attachment() {
        byte[] bytes = new byte[size / 4 * 3];
        new SplittableRandom(id.hashCode()).nextBytes(bytes);
        return bytes;
    }

    private static String fingerprint(String from, List<String> to, String subject, String text, byte[] attachment) {
        MessageDigest digest = sha256();
        digest.update((from + "\n" + to + "\n" + subject + "\n" + text.strip() + "\n").getBytes(UTF_8));
        return HexFormat.of().formatHex(digest.digest(attachment));
    }

    static String hash(byte[] bytes) {
        return HexFormat.of().formatHex(sha256().digest(bytes));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A mail as it came out: which one it says it is, and what is in it. */
    record Arrived(String id, String fingerprint) {
        static Arrived of(String from, List<String> to, byte[] bytes) throws MessagingException, IOException {
            ReceivedMail mail = ReceivedMail.of(bytes);
            String subject = String.valueOf(mail.message().getSubject());
            String text = "";
            byte[] attachment = {};
            for (ReceivedMail.Leaf leaf : mail.leaves()) {
                if (leaf.fileName() != null) {
                    attachment = leaf.bytes();
                } else if (leaf.type().startsWith("text/plain")) {
                    text = leaf.text().replace("\r\n", "\n");
                }
            }
            String id = subject.replaceFirst("^" + SUBJECT, "");
            return new Arrived(id, TrialMail.fingerprint(from, to, subject, text, attachment));
        }
    }
}
