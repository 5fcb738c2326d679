// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.intake;

import java.time.Instant;

/**
 * A finished mail as a folder had it, for intake to check.
 *
 * @param written when its file was last written to
 * @param content of the file; not to be changed
 */
public record ArrivedMail(EmlFolder folder, Instant written, byte[] content) {
    /** Nothing of the mail, which may be secret. */
    @Override
    public String toString() {
        return "mail of folder " + folder.name();
    }
}
