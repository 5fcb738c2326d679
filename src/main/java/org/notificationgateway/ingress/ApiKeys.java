// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.ingress;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
    private volatile Map<String, ApiKey> keys;

    private ApiKeys(ApiKeyFile file) throws IOException {
        this.file = file;
        this.fingerprint = file.fingerprint();
        this.keys = file.read();
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
        Map<String, ApiKey> now = current();
        return now.isEmpty() ? ANYONE : holder(apiKey, authorization, now).orElseThrow(UnauthorizedException::new);
    }

    /**
     * What somebody who was let in may do; a key that is gone since then is good for nothing.
     *
     * @param caller name of a key, or {@link #ANYONE}
     */
    public ApiKey of(String caller) {
        return caller.equals(ANYONE)
                ? ApiKey.unrestricted(ANYONE, "")
                : keys.getOrDefault(caller, new ApiKey(caller, "", Set.of(), Set.of(), false));
    }

    /** True while this very key holds: not one that was made anew under its name. */
    public boolean has(ApiKey key) {
        ApiKey now = current().get(key.name());
        return now != null && now.hash().equals(key.hash());
    }

    /** What whoever starts the gateway should know of the keys, a line each. */
    public List<String> warnings() {
        List<String> old = keys.values().stream().filter(ApiKey::old).map(ApiKey::name).toList();
        return old.isEmpty()
                ? List.of()
                : List.of("API keys without rights may do everything for every sender: " + String.join(", ", old)
                        + "; add each anew with its rights and remove the old one (" + file.path() + ")");
    }

    private static Optional<String> holder(
            @Nullable String apiKey, @Nullable String authorization, Map<String, ApiKey> keys) {
        String bearer = authorization == null ? "" : authorization.replaceFirst("(?i)^Bearer ", "");
        String shown = (apiKey == null ? bearer : apiKey).strip();
        byte[] hash = Digest.hex(shown.getBytes(UTF_8)).getBytes(US_ASCII);
        String holder = null;
        for (ApiKey one : keys.values()) { // all of them, so that time tells nothing
            holder = MessageDigest.isEqual(one.hash().getBytes(US_ASCII), hash) ? one.name() : holder;
        }
        return Optional.ofNullable(holder);
    }

    private Map<String, ApiKey> current() {
        if (!file.fingerprint().equals(fingerprint)) {
            reload();
        }
        return keys;
    }

    private synchronized void reload() {
        String now = file.fingerprint();
        if (now.equals(fingerprint)) {
            return;
        }
        fingerprint = now;
        try {
            Map<String, ApiKey> changed = file.read();
            if (changed.isEmpty() && !keys.isEmpty()) {
                throw new IllegalArgumentException("has no key: expected at least one (" + file.path() + ")");
            }
            keys = changed;
            LOG.info("The changed API keys hold from now on: {}", changed.keySet());
        } catch (IOException | IllegalArgumentException e) {
            LOG.error("The changed API keys are refused, the old ones stay: {}", e.getMessage());
        }
    }
}
