// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.ingress;

import java.io.File;
import java.io.IOException;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.component.file.GenericFile;
import org.apache.camel.component.file.GenericFileEndpoint;
import org.apache.camel.component.file.GenericFileFilter;
import org.apache.camel.component.file.GenericFileOperations;
import org.apache.camel.component.file.GenericFileProcessStrategy;
import org.apache.camel.support.DefaultPollingConsumerPollStrategy;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.intake.ArrivedMail;
import org.notificationgateway.intake.EmlFolder;
import org.notificationgateway.intake.IntakeResult;
import org.notificationgateway.intake.InvalidRequestException;
import org.notificationgateway.intake.Refusal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ties Camel's file endpoint to the inbox: takes what is ready and nothing while the door pauses, claims a file before it is
 * read, and files it by what the route made of it. Accepted is only what the outbox has: the body of a route that ends well
 * must be intake's answer. Camel's own read lock would stand and wait at the first file that is not ready.
 */
public final class InboxDoor extends DefaultPollingConsumerPollStrategy
        implements GenericFileFilter<File>, GenericFileProcessStrategy<File> {
    private static final Logger LOG = LoggerFactory.getLogger("gateway.ingress");
    private static final String CLAIMED = "GatewayClaimedFile";

    private final Inbox inbox;
    private final @Nullable EmlFolder mails;
    private final Refusal refusal = new Refusal();

    /** Takes requests in JSON. */
    public InboxDoor(Inbox inbox) {
        this(inbox, null);
    }

    /** @param mails what holds for finished mails; null for requests in JSON */
    public InboxDoor(Inbox inbox, @Nullable EmlFolder mails) {
        this.inbox = inbox;
        this.mails = mails;
    }

    @Override
    public boolean begin(Consumer consumer, Endpoint endpoint) {
        return !inbox.isPaused();
    }

    @Override
    public boolean accept(GenericFile<File> file) {
        return inbox.isReady(file.getFile());
    }

    @Override
    public void prepareOnStartup(GenericFileOperations<File> operations, GenericFileEndpoint<File> endpoint) {
        // the inbox has made its folders
    }

    /** Claims the file and reads it; false if another gateway has it, or if it has to stay for now. */
    @Override
    public boolean begin(
            GenericFileOperations<File> operations, GenericFileEndpoint<File> endpoint, Exchange exchange,
            GenericFile<File> file) throws IOException {
        ClaimedFile claimed = inbox.claim(file.getFile());
        if (claimed == null) {
            return false;
        }
        exchange.setProperty(CLAIMED, claimed);
        exchange.setVariable("file", claimed.name());
        try {
            byte[] content = inbox.content(claimed);
            exchange.setVariable("defaultId", inbox.id(claimed, content));
            exchange.getMessage().setBody(mails == null ? content : new ArrivedMail(mails, inbox.written(claimed), content));
            return true;
        } catch (InvalidRequestException e) {
            refuse(claimed, e);
        } catch (IOException | RuntimeException e) {
            inbox.release(claimed, e);
        }
        return false;
    }

    @Override
    public void abort(
            GenericFileOperations<File> operations, GenericFileEndpoint<File> endpoint, Exchange exchange,
            GenericFile<File> file) {
        // what could not begin has been put back, refused, or left to another gateway
    }

    @Override
    public void commit(
            GenericFileOperations<File> operations, GenericFileEndpoint<File> endpoint, Exchange exchange,
            GenericFile<File> file) throws IOException {
        ClaimedFile claimed = exchange.getProperty(CLAIMED, ClaimedFile.class);
        if (exchange.getMessage().getBody() instanceof IntakeResult answer) {
            try {
                inbox.accept(claimed, answer);
            } catch (IOException e) {
                inbox.release(claimed, e); // a repeat changes nothing
            }
        } else {
            inbox.release(claimed, new IllegalStateException("the route ended without an answer of intake:"
                    + " expected direct:intake as the step that gives the body"));
        }
    }

    @Override
    public void rollback(
            GenericFileOperations<File> operations, GenericFileEndpoint<File> endpoint, Exchange exchange,
            GenericFile<File> file) throws IOException {
        ClaimedFile claimed = exchange.getProperty(CLAIMED, ClaimedFile.class);
        Exception failure = exchange.getException();
        if (failure instanceof InvalidRequestException refused) {
            refuse(claimed, refused);
        } else {
            inbox.release(claimed, failure == null ? new IllegalStateException("the route failed") : failure);
        }
    }

    private void refuse(ClaimedFile claimed, InvalidRequestException refused) throws IOException {
        LOG.warn("file {} refused: {}", claimed.name(), refused.getMessage());
        try {
            inbox.refuse(claimed, refusal.problem(refused));
        } catch (IOException e) {
            inbox.release(claimed, e);
        }
    }
}
