// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.notificationgateway.operations.DataDirectory;
import org.notificationgateway.operations.GatewayHome;
import org.notificationgateway.operations.GatewayProperties;
import org.notificationgateway.operations.LedgerOpening;
import org.notificationgateway.outbox.RetrySteps;
import org.notificationgateway.outbox.SteadyClock;
import org.notificationgateway.outbox.embedded.StoreCheck;
import org.notificationgateway.outbox.ledger.Ledger;
import org.notificationgateway.settings.StartRefusedException;

/** Tells an operator which mails a damaged disk has cost, before the gateway is started on it. */
final class DataCheck {
    private DataCheck() {}

    /** Prints what it finds, a line for each; the exit code. */
    static int of(HomeOption option) throws Exception {
        List<String> faults = new ArrayList<>();
        int entries = 0;
        try {
            GatewayHome home = option.checked();
            GatewayProperties properties = GatewayProperties.of(home);
            Path data = properties.path("gateway.data-directory");
            if (!Files.isDirectory(data)) {
                throw new StartRefusedException(
                        "data folder " + data, "is missing", "the folder of a gateway that was stopped", "gateway.data-directory");
            }
            DataDirectory lock = new DataDirectory(data);
            lock.lock();
            try {
                entries = look(properties, data, faults);
            } finally {
                lock.stop();
            }
        } catch (StartRefusedException e) {
            faults.add(String.valueOf(e.getMessage()));
        }
        faults.forEach(fault -> System.err.println(Lines.prefixed(fault)));
        if (faults.isEmpty()) {
            System.out.println("stored mail is in order: " + entries + " in the queues");
        }
        return faults.isEmpty() ? 0 : 1;
    }

    private static int look(GatewayProperties properties, Path data, List<String> faults) throws IOException {
        if (!properties.text("gateway.broker.url").isEmpty()) {
            faults.add("gateway.broker.url is set: expected the embedded broker, an external one looks after its own data");
            return 0;
        }
        if (!Files.exists(LedgerOpening.file(data)) && properties.text("gateway.ledger.url").isEmpty()) {
            faults.add(LedgerOpening.file(data) + " is missing: nobody can tell which mail is lost");
            return 0;
        }
        Clock clock = new SteadyClock();
        RetrySteps steps = new RetrySteps(properties.durations("delivery.retry-delays"), clock);
        try (Ledger ledger = LedgerOpening.ledger(properties, data, clock)) {
            StoreCheck check = new StoreCheck(data, ledger, steps);
            faults.addAll(check.faults());
            return check.entries();
        }
    }
}
