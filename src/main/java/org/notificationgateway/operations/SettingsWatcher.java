// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.operations;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.support.service.ServiceSupport;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.ingress.PeriodicTasks;
import org.notificationgateway.settings.Fault;
import org.notificationgateway.settings.InvalidSettingsException;
import org.notificationgateway.settings.Senders;
import org.notificationgateway.settings.VanishedSettingsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets an edited settings file hold without a restart. A good change replaces the settings as a whole; a bad one is
 * refused with its faults, and the old settings stay, as they do while a file is gone. Mail in flight is not touched.
 */
public final class SettingsWatcher extends ServiceSupport {
    private static final Logger LOG = LoggerFactory.getLogger("gateway.settings");

    private final CamelContext context;
    private final Supplier<List<Path>> files;
    private final Supplier<Senders> load;
    private final Change change;
    private final Duration interval;
    private Map<Path, String> last = Map.of();
    private volatile @Nullable String refusal;
    private @Nullable PeriodicTasks timer;

    /** Takes over new settings, or says why they cannot hold. */
    @FunctionalInterface
    public interface Change {
        List<Fault> apply(Senders changed) throws Exception;
    }

    /**
     * @param files what to watch; asked each time, since a new sender is a new file
     * @param load reads and checks all of them
     */
    public SettingsWatcher(
            CamelContext context, Supplier<List<Path>> files, Supplier<Senders> load, Change change, Duration interval) {
        this.context = context;
        this.files = files;
        this.load = load;
        this.change = change;
        this.interval = interval;
    }

    /** Why the files as they are now do not hold; empty when they do. */
    public String refusal() {
        String now = refusal;
        return now == null ? "" : now;
    }

    @Override
    protected void doStart() {
        last = fingerprint();
        timer = new PeriodicTasks(context, "settings-watcher").add(this::look, interval, interval);
    }

    @Override
    protected void doStop() {
        if (timer != null) {
            timer.close();
        }
    }

    private void look() {
        try {
            Map<Path, String> now = fingerprint();
            if (now.equals(last)) {
                return;
            }
            last = now;
            Senders changed = load.get();
            List<Fault> faults = change.apply(changed);
            if (!faults.isEmpty()) {
                throw new InvalidSettingsException(faults);
            }
            refusal = null;
            LOG.info("The changed settings hold from now on");
            changed.all().forEach(settings -> settings.warnings().forEach(warning ->
                    LOG.warn("sender {}: {}", settings.sender(), warning)));
        } catch (VanishedSettingsException e) {
            vanished(String.valueOf(e.getMessage()));
        } catch (InvalidSettingsException e) {
            refused(String.valueOf(e.getMessage()));
        } catch (Exception e) {
            refused("the change could not be made: " + e.getMessage());
        }
    }

    /** Once, whatever else changes meanwhile: an editor that replaces a file may need seconds, an operator days. */
    private void vanished(String reason) {
        if (!reason.equals(refusal)) {
            refusal = reason;
            LOG.warn("The old settings stay: {}", reason);
        }
    }

    private void refused(String reason) {
        refusal = reason;
        LOG.error("The changed settings are refused, the old ones stay: {}", reason);
    }

    /** Time and size of each file: what an editor changes. */
    private Map<Path, String> fingerprint() {
        Map<Path, String> prints = new TreeMap<>();
        for (Path file : files.get()) {
            try {
                prints.put(file, Files.getLastModifiedTime(file) + " " + Files.size(file));
            } catch (IOException e) {
                prints.put(file, "absent");
            }
        }
        return prints;
    }
}
