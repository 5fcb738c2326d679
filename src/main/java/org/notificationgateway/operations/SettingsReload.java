// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.operations;

import java.util.ArrayList;
import java.util.List;
import org.notificationgateway.delivery.PickupFolders;
import org.notificationgateway.delivery.SenderCircuitBreaker;
import org.notificationgateway.outbox.OutboxStore;
import org.notificationgateway.outbox.OutboxWorkers;
import org.notificationgateway.settings.Fault;
import org.notificationgateway.settings.Loosening;
import org.notificationgateway.settings.MailSettings;
import org.notificationgateway.settings.Senders;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts changed settings into force: first what can fail, then the new settings as a whole, then the outboxes. */
public record SettingsReload(
        Senders senders, SmtpServerSettings smtp, PickupFolders folders, OutboxStore store, SenderCircuitBreaker breaker, OutboxWorkers workers)
        implements SettingsWatcher.Change {
    private static final Logger LOG = LoggerFactory.getLogger("gateway.settings");

    @Override
    public List<Fault> apply(Senders changed) throws Exception {
        List<Fault> faults = new ArrayList<>(folders.prepare(changed));
        SmtpServerSettings.Reading beside = smtp.read(changed);
        faults.addAll(beside.faults());
        if (faults.isEmpty()) {
            faults.addAll(store.prepare(changed.names()));
        }
        if (!faults.isEmpty()) {
            return faults;
        }
        List<String> before = senders.names();
        for (String gone : before) {
            if (!changed.has(gone)) {
                breaker.remove(gone);
                workers.remove(gone);
            }
        }
        tellWhatIsLooser(changed);
        beside.warnings().forEach(LOG::warn);
        smtp.take(beside); // first: a new sender has its profile from the first mail on
        senders.replace(changed.all());
        changed.names().forEach(breaker::reset);
        for (String name : changed.names()) {
            if (before.contains(name)) {
                workers.refresh(name);
            } else {
                workers.add(name);
            }
        }
        return List.of();
    }

    private void tellWhatIsLooser(Senders changed) {
        for (MailSettings now : changed.all()) {
            if (senders.has(now.sender())) {
                Loosening.of(senders.of(now.sender()).policy(), now.policy())
                        .forEach(line -> LOG.warn("sender {}: {}", now.sender(), line));
            }
        }
    }
}
