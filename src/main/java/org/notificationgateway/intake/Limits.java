// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.intake;

/**
 * How large a request may be, as its operator set it.
 *
 * @param requestSize bytes of a whole request, also of an array
 * @param recipients of one mail, in to, cc and bcc together
 * @param attachments of one mail
 * @param subjectLength in characters
 * @param nameLength of a display name and of an attachment's name, in characters
 * @param headers additional header lines of one mail
 */
public record Limits(
        int requestSize, int recipients, int attachments, int subjectLength, int nameLength, int headers) {
    /** Requests in one array: a fixed part of the format. */
    static final int BATCH = 500;
}
