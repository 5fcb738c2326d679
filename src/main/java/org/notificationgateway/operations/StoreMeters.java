// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.operations;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.support.service.ServiceSupport;

/** Measures what stops a gateway that delivers well today: a disk that fills, a ledger that lags, a certificate that ends. */
public final class StoreMeters extends ServiceSupport {
    private static final Duration LOOK = Duration.ofSeconds(5);
    private static final double DAY = Duration.ofDays(1).toMillis();

    private final MeterLife life;
    private final Sources sources;
    private final Clock clock;
    private final MultiGauge certificates;
    private volatile double free = Double.NaN;
    private volatile double floor = Double.NaN;
    private volatile double eventsBehind = Double.NaN;

    /** When something began that is not over, in milliseconds since 1970; 0 if nothing did. */
    @FunctionalInterface
    public interface Since {
        long millis() throws IOException;
    }

    /**
     * What is looked at.
     *
     * @param percent of the disk that may be in use
     * @param outcomes that the ledger could not note yet
     * @param events the first that was not handed on
     * @param certificates when each ends, by whose it is
     */
    public record Sources(Path data, int percent, IntSupplier outcomes, Since events, Supplier<Map<String, Instant>> certificates) {}

    public StoreMeters(CamelContext context, Sources sources, Clock clock) {
        life = new MeterLife(context, "store-meters", LOOK);
        this.sources = sources;
        this.clock = clock;
        gauge("gateway.disk.free.bytes", "Room on the disk of the data folder", () -> free);
        gauge("gateway.disk.floor.bytes", "With less room nothing is accepted", () -> floor);
        gauge("gateway.ledger.behind", "Outcomes that the ledger could not note yet", () -> sources.outcomes().getAsInt());
        gauge("gateway.events.behind.seconds", "Age of the oldest event that was not handed on", () -> eventsBehind);
        certificates = MultiGauge.builder("gateway.certificate.days").description("Until a certificate ends").register(life.meters());
    }

    private void gauge(String name, String description, Supplier<Number> value) {
        Gauge.builder(name, value).description(description).register(life.meters());
    }

    @Override
    protected void doStart() {
        life.start(this::look);
    }

    @Override
    protected void doStop() {
        life.stop();
    }

    private void look() {
        try {
            FileStore disk = Files.getFileStore(sources.data());
            free = disk.getUsableSpace();
            floor = disk.getTotalSpace() / 100.0 * (100 - sources.percent());
        } catch (IOException e) {
            free = Double.NaN;
        }
        try {
            long since = sources.events().millis();
            eventsBehind = since == 0 ? 0 : Math.max(0, clock.millis() - since) / 1000.0;
        } catch (IOException e) {
            eventsBehind = Double.NaN;
        }
        certificates.register(sources.certificates().get().entrySet().stream()
                .map(one -> MultiGauge.Row.of(
                        Tags.of("certificate", one.getKey()), (one.getValue().toEpochMilli() - clock.millis()) / DAY))
                .toList(), true);
    }
}
