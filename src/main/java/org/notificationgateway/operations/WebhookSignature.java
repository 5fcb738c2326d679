// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.operations;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs what goes to a webhook as <a href="https://www.standardwebhooks.com">Standard Webhooks</a> have it, so that its receiver
 * can tell it from what others send, with a library that is there already. Keeps no state.
 */
final class WebhookSignature {
    private static final String PREFIX = "whsec_";
    private static final int SHORTEST = 24; // bytes, as the specification has it

    private WebhookSignature() {}

    /**
     * The header {@code webhook-signature}.
     *
     * @param secrets one, or several with spaces between while one takes the other's place
     * @param seconds since 1970
     * @throws IllegalArgumentException if a secret is none, which is never quoted
     */
    static String of(String secrets, String id, long seconds, String body) {
        byte[] signed = (id + "." + seconds + "." + body).getBytes(UTF_8);
        return Arrays.stream(secrets.strip().split("\\s+"))
                .map(secret -> "v1," + Base64.getEncoder().encodeToString(hash(key(secret), signed)))
                .collect(Collectors.joining(" "));
    }

    private static byte[] key(String secret) {
        try {
            byte[] key = Base64.getDecoder().decode(secret.startsWith(PREFIX) ? secret.substring(PREFIX.length()) : "");
            if (key.length >= SHORTEST) {
                return key;
            }
        } catch (IllegalArgumentException e) {
            // said below, without what it quotes
        }
        throw new IllegalArgumentException("the secret of the webhook is malformed: expected " + PREFIX + " and at least "
                + SHORTEST + " bytes in base64 (config/application.properties)");
    }

    private static byte[] hash(byte[] key, byte[] signed) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, mac.getAlgorithm()));
            return mac.doFinal(signed);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("each JVM has HmacSHA256", e);
        }
    }
}
