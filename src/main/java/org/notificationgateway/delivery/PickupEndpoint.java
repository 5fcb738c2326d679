// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.delivery;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.component.file.FileConsumer;
import org.apache.camel.component.file.FileEndpoint;
import org.apache.camel.component.file.FileOperations;
import org.apache.camel.component.file.GenericFileProducer;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.mail.EmlMessage;
import org.notificationgateway.settings.Delivery;
import org.notificationgateway.settings.Fault;
import org.notificationgateway.smtp.Failures;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One place in a route where mail goes into a pickup directory. Safe to share. */
final class PickupEndpoint extends FileEndpoint {
    private static final Logger LOG = LoggerFactory.getLogger("gateway.delivery");

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
            PickupLimits limits = component.limits(mail.sender());
            List<String> all = mail.envelope().recipients();
            for (int from = 0; from < all.size(); from += PickupLimits.RECIPIENTS) {
                List<String> some = all.subList(from, Math.min(all.size(), from + PickupLimits.RECIPIENTS));
                DeliveryOutcome outcome = deliver(directory, mail, limits, some);
                mail.report(new DeliveryReport(some.stream().collect(Collectors.toMap(recipient -> recipient, recipient -> outcome))));
            }
        }

        private DeliveryOutcome deliver(PickupDirectory directory, FinishedMail mail, PickupLimits limits, List<String> recipients) {
            byte[] file = limits.dialect().render(mail, recipients);
            Integer largest = limits.largestSize();
            if (largest != null && file.length > largest) {
                return new DeliveryOutcome.GiveUp("552 5.3.4 too large: the file has " + file.length + " bytes, its reader takes " + largest);
            }
            int headers = EmlMessage.headSize(file);
            if (headers > PickupLimits.HEADERS) {
                return new DeliveryOutcome.GiveUp("552 5.3.4 too large: the headers have " + headers + " bytes, readers take "
                        + PickupLimits.HEADERS);
            }
            try {
                directory.deliver(file);
            } catch (IOException e) {
                return new DeliveryOutcome.TryAgain(directory + ": " + Failures.reason(e));
            }
            if (file.length > limits.largeSize()) {
                LOG.warn("{} has {} bytes: some readers of pickup directories refuse files above {}",
                        mail.messageId(), file.length, limits.largeSize());
            }
            return new DeliveryOutcome.Delivered("handed over to the pickup directory", true);
        }
    }
}
