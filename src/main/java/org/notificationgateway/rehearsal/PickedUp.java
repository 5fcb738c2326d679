// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.rehearsal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads a file of a pickup directory as an SMTP server would: the envelope stands in lines before the mail. */
final class PickedUp {
    private static final String SENDER = "x-sender:";
    private static final String RECEIVER = "x-receiver:";

    private PickedUp() {}

    /** @param directory as settings or the route name it */
    static SentMail mail(Path directory, Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        String from = "";
        List<String> recipients = new ArrayList<>();
        int at = 0;
        while (true) {
            int end = at;
            while (end < bytes.length && bytes[end] != '\n') {
                end++;
            }
            String line = new String(bytes, at, end - at, ISO_8859_1).strip();
            if (line.toLowerCase(Locale.ROOT).startsWith(SENDER)) {
                from = address(line.substring(SENDER.length()));
            } else if (line.toLowerCase(Locale.ROOT).startsWith(RECEIVER)) {
                recipients.add(address(line.substring(RECEIVER.length())));
            } else {
                break;
            }
            at = Math.min(bytes.length, end + 1);
        }
        return new SentMail("pickup", directory.toString(), "", from, recipients, Map.of(),
                Arrays.copyOfRange(bytes, at, bytes.length), file);
    }

    private static String address(String value) {
        return value.strip().replaceFirst("^<", "").replaceFirst(">$", "");
    }
}
