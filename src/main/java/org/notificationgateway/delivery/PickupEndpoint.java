// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.delivery;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.ThreadPoolProfileBuilder;
import org.apache.camel.component.file.FileConsumer;
import org.apache.camel.component.file.FileEndpoint;
import org.apache.camel.component.file.FileOperations;
import org.apache.camel.component.file.GenericFileProducer;
import org.apache.camel.spi.ThreadPoolProfile;
import org.apache.camel.util.concurrent.ThreadPoolRejectedPolicy;
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

    private static final int AT_A_TIME = 8; // a disk takes several files at once nearly as fast as one
    private static final ThreadPoolProfile WRITERS = new ThreadPoolProfileBuilder("pickup")
            .poolSize(AT_A_TIME).maxPoolSize(AT_A_TIME).allowCoreThreadTimeOut(true).keepAliveTime(60L)
            .maxQueueSize(AT_A_TIME).rejectedPolicy(ThreadPoolRejectedPolicy.CallerRuns).build();

    private final PickupComponent component;
    private final @Nullable Path own;
    private final Map<Path, Writers> directories = new ConcurrentHashMap<>();

    /** What writes into one directory: one that hangs holds up no other. Camel ends the threads with everything else. */
    record Writers(PickupDirectory directory, ExecutorService threads) {}

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

    Writers writersFor(FinishedMail mail) {
        Path directory = own;
        if (directory == null && component.senders().of(mail.sender()).delivery() instanceof Delivery.Pickup pickup) {
            directory = pickup.directory();
        }
        if (directory == null) {
            throw new IllegalStateException("the MailSettings of sender " + mail.sender()
                    + " name no pickup directory: expected pickup with a directoryName, or another way for this sender");
        }
        return directories.computeIfAbsent(directory, path -> new Writers(
                new PickupDirectory(path, component.mode(getChmod())),
                getCamelContext().getExecutorServiceManager().newThreadPool(this, "pickup", WRITERS)));
    }

    /** Delivers, and reports to the mail what became of it. */
    private final class Producer extends GenericFileProducer<File> {
        private Producer() {
            super(PickupEndpoint.this, new FileOperations(PickupEndpoint.this));
        }

        @Override
        protected void doProcess(Exchange exchange) throws Exception {
            FinishedMail mail = exchange.getMessage().getMandatoryBody(FinishedMail.class);
            Writers writers = writersFor(mail);
            PickupLimits limits = component.limits(mail.sender());
            List<String> all = mail.envelope().recipients();
            for (int from = 0; from < all.size(); from += PickupLimits.RECIPIENTS) {
                List<String> some = all.subList(from, Math.min(all.size(), from + PickupLimits.RECIPIENTS));
                byte[] file = limits.dialect().render(mail, some);
                DeliveryOutcome refused = refusal(file, limits);
                mail.report(some, refused == null ? write(writers, file) : CompletableFuture.completedFuture(() -> refused));
                if (refused == null && file.length > limits.largeSize()) {
                    LOG.warn("{} has {} bytes: some readers of pickup directories refuse files above {}",
                            mail.messageId(), file.length, limits.largeSize());
                }
            }
        }

        private static @Nullable DeliveryOutcome refusal(byte[] file, PickupLimits limits) {
            Integer largest = limits.largestSize();
            if (largest != null && file.length > largest) {
                return new DeliveryOutcome.GiveUp("552 5.3.4 too large: the file has " + file.length + " bytes, its reader takes " + largest);
            }
            int headers = EmlMessage.headSize(file);
            return headers <= PickupLimits.HEADERS ? null : new DeliveryOutcome.GiveUp(
                    "552 5.3.4 too large: the headers have " + headers + " bytes, readers take " + PickupLimits.HEADERS);
        }

        /**
         * Begins to write; the route goes on meanwhile, and the outbox asks for the outcome when it settles the mail. So a route
         * need not wait for the disk, and the names of many files are forced together.
         */
        private static CompletableFuture<Supplier<DeliveryOutcome>> write(Writers writers, byte[] file) {
            return CompletableFuture.supplyAsync(() -> place(writers.directory(), file), writers.threads());
        }

        private static Supplier<DeliveryOutcome> place(PickupDirectory directory, byte[] file) {
            try {
                PickupDirectory.Placed placed = directory.place(file);
                return () -> force(directory, placed);
            } catch (IOException e) {
                DeliveryOutcome failed = failed(directory, e);
                return () -> failed;
            }
        }

        private static DeliveryOutcome force(PickupDirectory directory, PickupDirectory.Placed placed) {
            try {
                placed.force();
                return new DeliveryOutcome.Delivered("handed over to the pickup directory", true);
            } catch (IOException e) {
                return failed(directory, e);
            }
        }

        private static DeliveryOutcome failed(PickupDirectory directory, IOException failure) {
            return new DeliveryOutcome.TryAgain(directory + ": " + Failures.reason(failure));
        }
    }
}
