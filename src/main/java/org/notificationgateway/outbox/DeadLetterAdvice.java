// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Says in a sentence what to do about a dead letter, by the reply's RFC 3463 status where there is one, else by its
 * code and words. The most telling rule comes first.
 */
public final class DeadLetterAdvice {
    private static final int LONGEST = 1_000;
    private static final List<Rule> RULES = List.of(
            rule("suppressed at delivery: .*",
                    "The recipient policy of MailSettings keeps this address out: change the policy, then resend."),
            rule("not delivered within .*",
                    "It was tried until delivery.max-age: see to what the last failure names, then resend."),
            rule("(?is)(53[0458]|\\d+ 5\\.7\\.(8|139|3|30|11|14)) .*",
                    "The server refused the login: correct Username, Password or the token, then resend."),
            rule("(?is).*\\brelay.*|551 .*",
                    "The server does not relay for this gateway: let it in there (by address or login), or use"
                            + " another server, then resend."),
            rule("(?is)\\d+ 5\\.7\\.60 .*|.*send as.*|.*sender address rejected.*",
                    "The server does not let this account send as FromAddress: grant it or change FromAddress, then"
                            + " resend."),
            rule("(?is)\\d+ 5\\.1\\.([1236]|10) .*|.*(user|recipient|mailbox|account)\\b.*\\b(unknown|not found|not"
                            + " exist).*|.*(no such|unknown|invalid) (user|recipient|mailbox).*",
                    "The server does not know the recipient: correct the address where it is kept, and send a new"
                            + " request; drop this one."),
            rule("(?is)\\d+ 5\\.2\\.1 .*",
                    "The mailbox is switched off: ask its owner for another address, or resend when it is back."),
            rule("(?is)\\d+ 5\\.(3\\.4|2\\.3) .*|.*too (large|big).*|.*size exceeds.*|.*exceeds.* size.*",
                    "The mail is too large for the server: send less, or have the limit raised there and resend."),
            rule("(?is)\\d+ 5\\.2\\.2 .*|.*(quota|mailbox (is )?full).*|552 .*",
                    "The mailbox is full: resend when there is room."),
            rule("(?is)\\d+ 5\\.6\\.\\d+ .*|.*(8BITMIME|SMTPUTF8).*",
                    "The server cannot take such a mail: use a server that offers what the reply names, then resend."),
            rule("(?is)\\d+ 5\\.7\\.\\d+ .*|.*(spam|policy|blocked|black ?list|reputation).*",
                    "The server refuses it by its policy: ask its administrator, naming the reply, then resend."),
            rule("(?is)5\\d\\d .*",
                    "The server refused it for good: its reply says why; see to that, then resend, or drop it."));

    private DeadLetterAdvice() {}

    /**
     * What to do.
     *
     * @param decided false if nobody decided to give it up
     */
    public static String of(boolean decided, String reason) {
        if (!decided) {
            return "See the gateway's log of the time; resend a mail when its cause is gone, drop what is none.";
        }
        String words = reason.substring(0, Math.min(reason.length(), LONGEST)) + " "; // some of the rules are quadratic
        return RULES.stream()
                .filter(rule -> rule.pattern().matcher(words).matches())
                .map(Rule::advice)
                .findFirst()
                .orElse("See what the reason names, then resend.");
    }

    private static Rule rule(String pattern, String advice) {
        return new Rule(Pattern.compile(pattern), advice);
    }

    private record Rule(Pattern pattern, String advice) {}
}
