// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.acceptance.badinput;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.notificationgateway.intake.MessageIds;
import org.notificationgateway.support.TestHome;

/** The delivered mails of a home, found by their Message-ID. */
public final class Mails {
    private static final Pattern MESSAGE_ID = Pattern.compile("\r\nMessage-ID: (<[^>]+>)\r\n");
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int HEAD = 16_384;

    private final TestHome home;
    private final Set<Path> seen = new HashSet<>();
    private final Map<String, List<Path>> byMessageId = new HashMap<>();

    public Mails(TestHome home) {
        this.home = home;
    }

    /** Looks for new ones; how many there are in all. */
    public synchronized int look() {
        home.files("data/pickup", ".eml").filter(seen::add).forEach(file ->
                byMessageId.computeIfAbsent(messageId(file), id -> new ArrayList<>()).add(file));
        return seen.size();
    }

    /** Those with this Message-ID. */
    public synchronized List<Path> of(String messageId) {
        return byMessageId.getOrDefault(messageId, List.of());
    }

    /** Those with this Message-ID, of which there should be one: gives delivery a moment. */
    public List<Path> expected(String messageId) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (of(messageId).isEmpty() && System.nanoTime() < end) {
            look();
        }
        return of(messageId);
    }

    public synchronized Set<String> messageIds() {
        return new HashSet<>(byMessageId.keySet());
    }

    /** The Message-ID that a request's mail has, whichever door it came through. */
    public static String messageId(JsonNode request) {
        return MessageIds.of(request.toString());
    }

    private static String messageId(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            Matcher matcher = MESSAGE_ID.matcher(new String(in.readNBytes(HEAD), ISO_8859_1));
            return matcher.find() ? matcher.group(1) : "none in " + file;
        } catch (IOException e) {
            return "unreadable " + file;
        }
    }
}
