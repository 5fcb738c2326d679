// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A refused token names what is missing, and the command that shows it. */
class TokenDiagnosisTest {
    private static final String MAILBOX = "no-reply@contoso.com";

    private static String of(JWTClaimsSet.Builder claims) {
        return TokenDiagnosis.of(new PlainJWT(claims.claim("oid", "object-1").claim("appid", "app-1").build()).serialize(), MAILBOX);
    }

    private static JWTClaimsSet.Builder claims(String audience) {
        return new JWTClaimsSet.Builder().audience(audience);
    }

    @Test
    void theScopeIfItIsForSomethingElse() {
        String said = of(claims("https://graph.microsoft.com"));
        assertTrue(said.contains("[https://graph.microsoft.com]") && said.contains("scope = https://outlook.office365.com/.default"), said);
    }

    @Test
    void theRoleIfItHasNone() {
        String said = of(claims("https://outlook.office365.com"));
        assertTrue(said.contains("lacks the role SMTP.SendAsApp") && said.contains("-ServicePrincipalId object-1"), said);
    }

    @Test
    void theServicePrincipalAndItsRightIfAllElseIsThere() {
        String said = of(claims("https://outlook.office365.com").claim("roles", List.of("SMTP.SendAsApp")));
        assertTrue(said.contains("Get-ServicePrincipal -Identity object-1")
                && said.contains("New-ServicePrincipal -AppId app-1 -ObjectId object-1")
                && said.contains("Get-MailboxPermission " + MAILBOX), said);
    }

    @Test
    void nothingOfWhatCannotBeRead() {
        for (String token : List.of("", "token-1", "a.b.c", "..", "e30.e30")) {
            assertEquals("", TokenDiagnosis.of(token, MAILBOX), token);
        }
    }
}
