// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.mail;

import org.jspecify.annotations.Nullable;

/** What an accepted request wants delivered: a mail that is still to be composed, or one that somebody else has finished. */
public sealed interface MailSource permits MailContent, WrittenMail {
    /** The recipients asked for, before any policy. */
    Recipients recipients();

    /** How urgent it is; null if nothing is said of it. */
    @Nullable Importance importance();
}
