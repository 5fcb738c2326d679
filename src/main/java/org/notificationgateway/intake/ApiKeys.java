// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.intake;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Lets in who holds a key, when keys are configured. The file holds only hashes, one {@code name:sha256} a line, so a
 * copy of it opens nothing. Safe to share.
 */
public final class ApiKeys {
    private static final Pattern LINE = Pattern.compile("[A-Za-z0-9._-]{1,64}:[0-9a-f]{64}");

    private final List<byte[]> hashes;

    private ApiKeys(List<byte[]> hashes) {
        this.hashes = hashes;
    }

    /**
     * Reads the keys; a missing file means that none are asked for.
     *
     * @throws IllegalArgumentException if a line is neither a key, nor blank, nor a comment
     */
    public static ApiKeys load(Path file) throws IOException {
        List<byte[]> hashes = new ArrayList<>();
        int number = 0;
        for (String line : Files.exists(file) ? Files.readAllLines(file) : List.<String>of()) {
            number++;
            String text = line.strip();
            if (text.isEmpty() || text.startsWith("#")) {
                continue;
            }
            if (!LINE.matcher(text).matches()) {
                throw new IllegalArgumentException("API key in line " + number
                        + " is malformed: expected name:sha256 in lower-case hex (" + file + ")");
            }
            hashes.add(text.substring(text.indexOf(':') + 1).getBytes(US_ASCII));
        }
        return new ApiKeys(hashes);
    }

    /** True when callers must show a key. */
    public boolean required() {
        return !hashes.isEmpty();
    }

    /**
     * Returns when the caller may come in.
     *
     * @param apiKey header {@code X-API-Key}, or null
     * @param authorization header {@code Authorization: Bearer …}, or null
     * @throws UnauthorizedException otherwise
     */
    public void admit(@Nullable String apiKey, @Nullable String authorization) throws UnauthorizedException {
        if (!required()) {
            return;
        }
        String bearer = authorization == null ? "" : authorization.replaceFirst("(?i)^Bearer ", "");
        String shown = (apiKey == null ? bearer : apiKey).strip();
        byte[] hash = Digest.hex(shown.getBytes(UTF_8)).getBytes(US_ASCII);
        boolean known = false;
        for (byte[] one : hashes) {
            known |= MessageDigest.isEqual(one, hash); // all of them, so that time tells nothing
        }
        if (!known) {
            throw new UnauthorizedException();
        }
    }
}
