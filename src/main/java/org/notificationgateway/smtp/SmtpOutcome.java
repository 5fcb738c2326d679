// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.smtp;

/**
 * How an attempt ended for one recipient.
 *
 * @param reply the server's reply, or what happened instead, in one line
 */
public record SmtpOutcome(Kind kind, String reply) {
    /** The closed set of endings. */
    public enum Kind {
        /** The server has the mail for this recipient. */
        TAKEN,
        /** It has not, or nobody knows (RFC 5321 4yz, network). */
        TRY_AGAIN,
        /** It refuses for good (RFC 5321 5yz). */
        REFUSED,
        /** Nobody was asked: the server could not be used at all. */
        NOT_TRIED
    }

    static SmtpOutcome taken(String reply) {
        return new SmtpOutcome(Kind.TAKEN, reply);
    }

    static SmtpOutcome tryAgain(String reply) {
        return new SmtpOutcome(Kind.TRY_AGAIN, reply);
    }

    static SmtpOutcome refused(String reply) {
        return new SmtpOutcome(Kind.REFUSED, reply);
    }

    static SmtpOutcome notTried(String reply) {
        return new SmtpOutcome(Kind.NOT_TRIED, reply);
    }

    /** The same, with a word on the way that the mail went. */
    public SmtpOutcome through(String way) {
        return new SmtpOutcome(kind, way + ": " + reply);
    }
}
