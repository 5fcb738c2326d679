// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.intake;

/** Tells tests outside which Message-ID a request's mail has, since that is derived from all that the request says. */
public final class MessageIds {
    private MessageIds() {}

    /** Of the mail, whichever door its request came through; of a request that cannot become mail, nothing. */
    public static String of(String request) {
        try {
            return Requests.COMPOSER.compose(Requests.batch(request), null, null, null).mails().get(0).entry().messageId();
        } catch (InvalidRequestException e) {
            return "no mail";
        }
    }
}
