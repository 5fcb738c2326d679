// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.mail;

import org.jspecify.annotations.Nullable;

/**
 * A file that travels with the mail.
 *
 * @param name file name shown to the reader; never a path on this machine
 * @param contentType media type, optionally with a charset
 * @param content the file; not to be changed
 * @param contentId what the html names as {@code cid:…}; null for an ordinary attachment
 */
public record Attachment(String name, String contentType, byte[] content, @Nullable String contentId) {
    /** True for a part that the html shows in its place. */
    public boolean isInline() {
        return contentId != null;
    }
}
