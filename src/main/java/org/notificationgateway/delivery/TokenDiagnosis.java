// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.delivery;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.JWTParser;
import java.text.ParseException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads from a token of Entra that Exchange Online refused which of the things it needs is missing: audience, role, or what
 * only Exchange knows, the service principal and its right on the mailbox. Source: Microsoft's "Authenticate an IMAP, POP or
 * SMTP connection using OAuth". Keeps no state.
 */
final class TokenDiagnosis {
    private static final String AUDIENCE = "https://outlook.office365.com";
    private static final String ROLE = "SMTP.SendAsApp";

    private TokenDiagnosis() {}

    /**
     * A sentence, or nothing if the token cannot be read.
     *
     * @param mailbox to log in to
     */
    static String of(String token, String mailbox) {
        try {
            return of(JWTParser.parse(token).getJWTClaimsSet(), mailbox);
        } catch (ParseException | RuntimeException e) {
            return ""; // of another kind: nothing to be seen
        }
    }

    private static String of(@Nullable JWTClaimsSet claims, String mailbox) throws ParseException {
        if (claims == null) {
            return "";
        }
        List<String> audience = claims.getAudience();
        if (audience.stream().noneMatch(one -> one.startsWith(AUDIENCE))) {
            return "The token is for " + audience + ": expected delivery.oauth.SENDER.scope = " + AUDIENCE + "/.default";
        }
        String object = claims.getStringClaim("oid");
        String application = claims.getStringClaim("appid");
        List<String> roles = claims.getStringListClaim("roles");
        if (roles == null || !roles.contains(ROLE)) {
            return "The token lacks the role " + ROLE + ": grant it to the application, with admin consent"
                    + " (Get-MgServicePrincipalAppRoleAssignment -ServicePrincipalId " + object + ")";
        }
        return "The token has audience and role, so Exchange does not know the application, or not for this mailbox: look at"
                + " Get-ServicePrincipal -Identity " + object + " (else New-ServicePrincipal -AppId " + application + " -ObjectId "
                + object + ") and at Get-MailboxPermission " + mailbox + " (else Add-MailboxPermission " + mailbox + " -User " + object
                + " -AccessRights FullAccess)";
    }
}
