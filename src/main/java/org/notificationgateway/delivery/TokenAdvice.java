// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.delivery;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says what to do about the refusals of Microsoft's token endpoint that a wrong or aged registration brings. */
final class TokenAdvice {
    private static final Pattern CODE = Pattern.compile("AADSTS(\\d+)");
    private static final Map<String, String> BY_CODE = Map.of(
            "7000215", "The client secret is wrong: set client-secret to the secret's value, not its id",
            "7000222", "The client secret has expired: make a new one for the application",
            "700016", "The tenant does not know the application: compare client-id and the tenant in token-url",
            "700027", "The certificate is not registered: upload the one of client-certificate to the application",
            "90002", "There is no such tenant: correct it in token-url");

    private TokenAdvice() {}

    /** A sentence to append, or nothing. */
    static String of(String description) {
        Matcher code = CODE.matcher(description);
        String advice = code.find() ? BY_CODE.get(code.group(1)) : null;
        return advice == null ? "" : (description.endsWith(".") ? " " : ". ") + advice;
    }
}
