// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import jakarta.jms.JMSException;
import java.util.Collection;

/** A way into the broker for several mails at once: all of them or none. One thread stores; any may close. */
public interface GroupStore extends AutoCloseable {
    /**
     * Returns once the broker has forced the mails to disk.
     *
     * @return false, and nothing stored, if the broker knows the token of one of them
     * @throws JMSException if they are not stored, or may be and nobody can tell
     */
    boolean commit(Collection<OutboxEntry> mails) throws JMSException;

    /** Ends a call that hangs on a connection; the next one begins anew. A wait for this machine's disk ends by itself. */
    @Override
    void close();
}
