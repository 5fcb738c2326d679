// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.mail;

/**
 * A mail composed once and for all: every attempt, restart and resend hands over these same bytes.
 *
 * @param sender name of the configured sender whose MailSettings decide the delivery
 * @param messageId Message-ID with its angle brackets, as it stands in the bytes
 * @param bytes RFC 5322 message, CRLF throughout, no line starting with a dot, no Bcc; not to be changed
 */
public record FinishedMail(String sender, String messageId, Envelope envelope, byte[] bytes) {}
