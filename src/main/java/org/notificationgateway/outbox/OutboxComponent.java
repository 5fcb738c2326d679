// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.support.DefaultComponent;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.settings.Senders;

/**
 * Makes the endpoints of the outbox: {@code from: outbox} hands out one mail after the other, {@code to: outbox} stores
 * what intake composed, and {@code to: outbox:handed-over} says that another endpoint has taken the mail.
 */
public final class OutboxComponent extends DefaultComponent {
    static final String STORE = "store";
    static final String HANDED_OVER = "handed-over";

    private final Senders senders;
    private final OutboxWorkers workers;
    private final OutboxWriter writer;
    private final Forecast forecast;

    /**
     * @param workers take entries out
     * @param writer puts mails in
     * @param forecast tells when they leave
     */
    public OutboxComponent(Senders senders, OutboxWorkers workers, OutboxWriter writer, Forecast forecast) {
        this.senders = senders;
        this.workers = workers;
        this.writer = writer;
        this.forecast = forecast;
    }

    @Override
    protected Endpoint createEndpoint(String uri, @Nullable String remaining, Map<String, Object> parameters) throws Exception {
        String option = getAndRemoveParameter(parameters, "operation", String.class, STORE);
        String operation = remaining == null || remaining.isEmpty() ? option : remaining;
        if (!List.of(STORE, HANDED_OVER).contains(operation)) {
            throw new IllegalArgumentException("outbox: operation is " + operation + ": expected " + STORE + " or " + HANDED_OVER);
        }
        OutboxEndpoint endpoint = new OutboxEndpoint(uri, this, operation);
        setProperties(endpoint, parameters);
        return endpoint;
    }

    Senders senders() {
        return senders;
    }

    OutboxWorkers workers() {
        return workers;
    }

    private static Lane lane(Submission mail) {
        Lane lane = mail.entry().lane();
        return lane == null ? Lane.NORMAL : lane;
    }

    /** Stores mails, and says of each when it leaves if that takes long. */
    List<Acceptance> store(List<Submission> mails) throws StoreUnavailableException, InterruptedException {
        List<Acceptance> stored = new ArrayList<>(writer.store(mails));
        for (int i = 0; i < stored.size(); i++) {
            if (stored.get(i).kind() == Acceptance.Kind.ACCEPTED) {
                OutboxEntry entry = mails.get(i).entry();
                forecast.accepted(entry.sender(), lane(mails.get(i)), entry.recipients().size());
            }
        }
        for (int i = 0; i < stored.size(); i++) { // those of one array leave behind each other
            if (stored.get(i).kind() == Acceptance.Kind.ACCEPTED) {
                stored.set(i, stored.get(i).estimated(forecast.lastLeaves(mails.get(i).entry().sender(), lane(mails.get(i)))));
            }
        }
        return stored;
    }
}
