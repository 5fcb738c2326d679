// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.delivery;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.component.file.FileConsumer;
import org.apache.camel.component.file.FileEndpoint;
import org.apache.camel.component.file.FileOperations;
import org.apache.camel.component.file.GenericFileProducer;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.settings.Delivery;
import org.notificationgateway.settings.Fault;
import org.notificationgateway.smtp.Failures;

/** One place in a route where mail goes into a pickup directory. Safe to share. */
final class PickupEndpoint extends FileEndpoint {
    private final PickupComponent component;
    private final @Nullable Path own;
    private final Map<Path, PickupDirectory> directories = new ConcurrentHashMap<>();

    /** @param own the directory that the route names; null for that of each sender's MailSettings */
    PickupEndpoint(String uri, PickupComponent component, @Nullable Path own) {
        super(uri, component);
        this.component = component;
        this.own = own;
    }

    /** @throws IllegalArgumentException if mail could not go into the directory that the route names */
    @Override
    protected void doStart() throws Exception {
        component.mode(getChmod());
        if (own != null) {
            List<Fault> faults = component.folders().prepare(own, "the directory of " + getEndpointUri(), "routes/");
            if (!faults.isEmpty()) {
                throw new IllegalArgumentException(faults.get(0).toString());
            }
        }
        super.doStart();
    }

    @Override
    public GenericFileProducer<File> createProducer() {
        return new Producer();
    }

    @Override
    public FileConsumer createConsumer(Processor processor) {
        throw new UnsupportedOperationException("pickup takes mail and gives none: expected file: to read a folder");
    }

    private PickupDirectory directoryFor(FinishedMail mail) {
        Path directory = own;
        if (directory == null && component.senders().of(mail.sender()).delivery() instanceof Delivery.Pickup pickup) {
            directory = pickup.directory();
        }
        if (directory == null) {
            throw new IllegalStateException("the MailSettings of sender " + mail.sender()
                    + " name no pickup directory: expected pickup with a directoryName, or another way for this sender");
        }
        return directories.computeIfAbsent(directory, path -> new PickupDirectory(path, component.mode(getChmod())));
    }

    /** Delivers, and reports to the mail what became of it. */
    private final class Producer extends GenericFileProducer<File> {
        private Producer() {
            super(PickupEndpoint.this, new FileOperations(PickupEndpoint.this));
        }

        @Override
        protected void doProcess(Exchange exchange) throws Exception {
            FinishedMail mail = exchange.getMessage().getMandatoryBody(FinishedMail.class);
            PickupDirectory directory = directoryFor(mail);
            try {
                directory.deliver(mail);
                mail.reportRest(new DeliveryOutcome.Delivered("handed over to the pickup directory"));
            } catch (IOException e) {
                mail.reportRest(new DeliveryOutcome.TryAgain(Failures.reason(e)));
            }
        }
    }
}
