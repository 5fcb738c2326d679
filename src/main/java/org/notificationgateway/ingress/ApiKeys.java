// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.ingress;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.intake.Digest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets in who holds a key, when keys are configured. A changed file holds from the next caller on; one that cannot hold
 * leaves the keys as they were, since without keys the door stands open. Safe to share.
 */
public final class ApiKeys {
    /** Stands for every caller while no key is asked for. */
    public static final String ANYONE = "anyone";

    private static final Logger LOG = LoggerFactory.getLogger("gateway.ingress");

    private final ApiKeyFile file;
    private volatile String fingerprint;
    private volatile Map<String, String> hashes;

    private ApiKeys(ApiKeyFile file) throws IOException {
        this.file = file;
        this.fingerprint = file.fingerprint();
        this.hashes = file.read();
    }

    /**
     * Reads the keys; a missing file means that none are asked for.
     *
     * @throws IllegalArgumentException if the file is malformed
     */
    public static ApiKeys load(ApiKeyFile file) throws IOException {
        return new ApiKeys(file);
    }

    /** True when callers must show a key. */
    public boolean required() {
        return !current().isEmpty();
    }

    /**
     * Returns when the caller may come in: with the name of the key that it showed.
     *
     * @param apiKey header {@code X-API-Key}, or null
     * @param authorization header {@code Authorization: Bearer …}, or null
     * @throws UnauthorizedException otherwise
     */
    public String admit(@Nullable String apiKey, @Nullable String authorization) throws UnauthorizedException {
        Map<String, String> keys = current();
        return keys.isEmpty() ? ANYONE : holder(apiKey, authorization, keys).orElseThrow(UnauthorizedException::new);
    }

    private static Optional<String> holder(
            @Nullable String apiKey, @Nullable String authorization, Map<String, String> keys) {
        String bearer = authorization == null ? "" : authorization.replaceFirst("(?i)^Bearer ", "");
        String shown = (apiKey == null ? bearer : apiKey).strip();
        byte[] hash = Digest.hex(shown.getBytes(UTF_8)).getBytes(US_ASCII);
        String holder = null;
        for (Map.Entry<String, String> one : keys.entrySet()) { // all of them, so that time tells nothing
            holder = MessageDigest.isEqual(one.getValue().getBytes(US_ASCII), hash) ? one.getKey() : holder;
        }
        return Optional.ofNullable(holder);
    }

    private Map<String, String> current() {
        if (!file.fingerprint().equals(fingerprint)) {
            reload();
        }
        return hashes;
    }

    private synchronized void reload() {
        String now = file.fingerprint();
        if (now.equals(fingerprint)) {
            return;
        }
        fingerprint = now;
        try {
            Map<String, String> changed = file.read();
            if (changed.isEmpty() && !hashes.isEmpty()) {
                throw new IllegalArgumentException("has no key: expected at least one (" + file.path() + ")");
            }
            hashes = changed;
            LOG.info("The changed API keys hold from now on: {}", changed.keySet());
        } catch (IOException | IllegalArgumentException e) {
            LOG.error("The changed API keys are refused, the old ones stay: {}", e.getMessage());
        }
    }
}
