// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.operations;

import java.io.File;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.component.file.GenericFile;
import org.apache.camel.component.file.GenericFileFilter;
import org.apache.camel.support.DefaultPollingConsumerPollStrategy;
import org.notificationgateway.intake.Inbox;

/**
 * Lets Camel take what is ready in the inbox, and nothing while the door pauses. Camel's own read lock would stand and
 * wait at the first file that is not ready.
 */
public final class InboxPolling extends DefaultPollingConsumerPollStrategy implements GenericFileFilter<File> {
    private final Inbox inbox;

    public InboxPolling(Inbox inbox) {
        this.inbox = inbox;
    }

    @Override
    public boolean begin(Consumer consumer, Endpoint endpoint) {
        return !inbox.isPaused();
    }

    @Override
    public boolean accept(GenericFile<File> file) {
        return inbox.isReady(file.getFile());
    }
}
