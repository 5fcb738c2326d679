// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.operations;

import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import org.apache.camel.CamelContext;
import org.apache.camel.support.service.ServiceSupport;
import org.notificationgateway.settings.Delivery;
import org.notificationgateway.settings.Senders;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches whether somebody reads the pickup directories: what was handed over is out of our hands, but a directory that only
 * grows, or in which its reader has put files aside, is known here first. Looks at names and times alone.
 */
public final class PickupWatch extends ServiceSupport {
    private static final Logger LOG = LoggerFactory.getLogger("gateway.delivery");
    private static final Duration INTERVAL = Duration.ofSeconds(15);

    private final MeterLife life;
    private final Senders senders;
    private final Duration patience;
    private final Clock clock;
    private final Map<MultiGauge, ToDoubleFunction<Backlog>> gauges;
    private final Set<Path> unread = new TreeSet<>();
    private volatile Map<String, Backlog> backlogs = Map.of();

    /**
     * What lies in the directory of a sender.
     *
     * @param files mails that its reader has not taken yet
     * @param age of the oldest of them
     * @param bad files that its reader has put aside
     */
    private record Backlog(Path directory, long files, Duration age, long bad) {}

    /**
     * @param patience how old the oldest mail of a directory may become
     * @param clock of the machine: file systems stamp with it
     */
    public PickupWatch(CamelContext context, Senders senders, Duration patience, Clock clock) {
        life = new MeterLife(context, "pickup-watch", INTERVAL);
        this.senders = senders;
        this.patience = patience;
        this.clock = clock;
        gauges = Map.of(
                gauge("gateway.pickup.files", "Mails in the pickup directory that its reader has not taken yet"), Backlog::files,
                gauge("gateway.pickup.oldest.seconds", "Age of the oldest of them"), backlog -> backlog.age().toMillis() / 1000.0,
                gauge("gateway.pickup.bad.files", "Files that its reader has put aside"), Backlog::bad);
    }

    private MultiGauge gauge(String name, String description) {
        return MultiGauge.builder(name).description(description).register(life.meters());
    }

    /** A warning for each sender whose directory nobody seems to read, or whose reader has put files aside. */
    Map<String, String> warnings() {
        Map<String, String> warnings = new TreeMap<>();
        backlogs.forEach((sender, backlog) -> {
            if (backlog.age().compareTo(patience) > 0) {
                warnings.put(sender, unread(backlog));
            } else if (backlog.bad() > 0) {
                warnings.put(sender, backlog.directory() + " holds " + backlog.bad() + " *.bad, which its reader has refused");
            }
        });
        return warnings;
    }

    private static String unread(Backlog backlog) {
        return backlog.directory() + " holds " + backlog.files() + " mails, the oldest for " + backlog.age().toSeconds() + " s";
    }

    @Override
    protected void doStart() {
        life.start(this::look);
    }

    @Override
    protected void doStop() {
        life.stop();
    }

    void look() {
        Map<String, Backlog> seen = new TreeMap<>();
        for (String sender : senders.names()) {
            if (senders.of(sender).delivery() instanceof Delivery.Pickup pickup) {
                try {
                    seen.put(sender, backlog(pickup.directory()));
                } catch (IOException | RuntimeException e) {
                    // its deliveries say what is the matter
                }
            }
        }
        backlogs = Map.copyOf(seen);
        seen.values().forEach(this::tell);
        gauges.forEach((gauge, value) -> gauge.register(seen.entrySet().stream()
                .map(entry -> MultiGauge.Row.of(Tags.of("sender", entry.getKey()), () -> value.applyAsDouble(entry.getValue())))
                .toList(), true));
    }

    /** Once when it begins, and once when it is over; several senders may share a directory. */
    private void tell(Backlog backlog) {
        boolean old = backlog.age().compareTo(patience) > 0;
        if (old && unread.add(backlog.directory())) {
            LOG.warn("pickup directory {}: nobody seems to read it. Is its SMTP service running, does it read this directory,"
                    + " and may it delete files there?", unread(backlog));
        } else if (!old && unread.remove(backlog.directory())) {
            LOG.info("pickup directory {} is read again", backlog.directory());
        }
    }

    private Backlog backlog(Path directory) throws IOException {
        long files = 0;
        long bad = 0;
        Instant oldest = clock.instant();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(directory)) {
            for (Path file : all) {
                String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
                bad += name.endsWith(".bad") ? 1 : 0;
                if (name.endsWith(".eml")) {
                    files++;
                    Instant written = written(file, oldest);
                    oldest = written.isBefore(oldest) ? written : oldest;
                }
            }
        }
        return new Backlog(directory, files, Duration.between(oldest, clock.instant()), bad);
    }

    private static Instant written(Path file, Instant otherwise) throws IOException {
        try {
            return Files.getLastModifiedTime(file).toInstant();
        } catch (NoSuchFileException e) {
            return otherwise; // its reader was here
        }
    }
}
