// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.smtp;

import java.util.List;
import java.util.Locale;

/**
 * Says what to do about a refused login, since the replies of the largest provider do not. Sources: Microsoft's "Enable
 * or disable SMTP AUTH in Exchange Online", "Authenticate an IMAP, POP or SMTP connection using OAuth", and the Exchange
 * team's announcements of the end of passwords for SMTP AUTH.
 */
final class LoginAdvice {
    private static final String TOKENS = "use tokens (delivery.oauth)";

    /** The first that fits holds: the same code stands for several faults, and only the words tell them apart. */
    private static final List<Case> CASES = List.of(
            new Case("5.7.139", "for the tenant", "SMTP AUTH is off for the whole organization"
                    + " (Get-TransportConfig | fl SmtpClientAuthenticationDisabled); an administrator can allow it for this"
                    + " mailbox: Set-CASMailbox -SmtpClientAuthenticationDisabled $false"),
            new Case("5.7.139", "for the mailbox", "SMTP AUTH is off for this mailbox (Get-CASMailbox | fl"
                    + " SmtpClientAuthenticationDisabled); an administrator can allow it:"
                    + " Set-CASMailbox -SmtpClientAuthenticationDisabled $false"),
            new Case("5.7.139", "security defaults", "Security defaults forbid passwords for SMTP: " + TOKENS),
            new Case("5.7.139", "basic authentication is disabled", "Passwords are switched off for SMTP: " + TOKENS),
            new Case("5.7.139", "criteria", "A conditional access or authentication policy of the organization forbids"
                    + " this login; the sign-in log of Entra names it (Get-AuthenticationPolicy)"),
            new Case("5.7.139", "credentials were incorrect", "User name or password is wrong, or the account demands a"
                    + " second factor: correct them, or " + TOKENS),
            new Case("5.7.139", "", "SMTP AUTH is off for the organization or the mailbox"
                    + " (Get-TransportConfig, Get-CASMailbox: SmtpClientAuthenticationDisabled), or security defaults or a policy"
                    + " forbid this login"),
            new Case("5.7.30", "", "Exchange Online takes no passwords for SMTP any more: " + TOKENS),
            new Case("5.7.3", "", "User name or password is wrong, or passwords are switched off for this tenant"
                    + " (Get-TransportConfig | fl SmtpClientAuthenticationDisabled): correct them, or " + TOKENS));
    private static final String REFUSED_TOKEN = "The token was refused: the application needs SMTP.SendAsApp with"
            + " admin consent, a service principal in Exchange (New-ServicePrincipal, object id of the enterprise"
            + " application) and rights on the mailbox (Add-MailboxPermission)";

    private record Case(String status, String words, String advice) {}

    private LoginAdvice() {}

    /**
     * A sentence to append, or nothing.
     *
     * @param diagnosis what the token itself shows; empty if it shows nothing
     */
    static String of(SmtpReply reply, boolean byToken, String diagnosis) {
        if (byToken && reply.enhanced().equals("5.7.3")) {
            return joint(reply) + (diagnosis.isEmpty() ? REFUSED_TOKEN : diagnosis);
        }
        String text = reply.text().toLowerCase(Locale.ROOT);
        return CASES.stream()
                .filter(known -> known.status().equals(reply.enhanced()) && text.contains(known.words()))
                .findFirst()
                .map(known -> joint(reply) + known.advice())
                .orElse("");
    }

    /** Most of these replies are sentences. */
    private static String joint(SmtpReply reply) {
        return reply.text().stripTrailing().endsWith(".") ? " " : ". ";
    }
}
