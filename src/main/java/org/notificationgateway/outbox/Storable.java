// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import java.util.List;

/** What {@code to: outbox} takes: mails that are stored together or not at all, and what the route goes on with. */
public interface Storable {
    /** In the order in which they are answered. */
    List<Submission> mails();

    /**
     * The body after the step.
     *
     * @param stored what became of each mail, in their order
     * @throws Exception if the caller is to be refused
     */
    Object stored(List<Acceptance> stored) throws Exception;
}
