// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox.embedded;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.notificationgateway.outbox.EntryProperties;
import org.notificationgateway.outbox.ledger.Ledger;
import org.notificationgateway.outbox.ledger.LedgerException;
import org.notificationgateway.outbox.ledger.LedgerRow;
import org.notificationgateway.outbox.ledger.MailToken;
import org.notificationgateway.outbox.ledger.Outcome;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks once after each start for accepted mail that neither waits nor has an outcome, which only damage explains, and for
 * files of mails that no queue holds. What is lost is named, one by one, and its id is free again: whoever repeats the
 * request is mailed. It runs beside deliveries; of what is under way it is sure only after several looks.
 */
public final class StoreAudit implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger("gateway.outbox");
    private static final int LOOKS = 3;

    private final Ledger ledger;
    private final EmbeddedBroker broker;
    private final Instant start;
    private final List<String> found = new CopyOnWriteArrayList<>();

    /**
     * @param clock its present time divides what was accepted before the start from what is new
     * @param missing what should be there and was not, each in words
     */
    public StoreAudit(Ledger ledger, EmbeddedBroker broker, Clock clock, List<String> missing) {
        missing.forEach(this::tell);
        this.ledger = ledger;
        this.broker = broker;
        start = clock.instant();
    }

    /** What was found lost or altered, each in words. */
    public List<String> found() {
        return found;
    }

    @Override
    public void run() {
        try {
            damage(ledger).forEach(line -> tell("the ledger is damaged: " + line
                    + "; a repeat of a request that it no longer knows is mailed again"));
            HeldMails held = held();
            if (ledger.isFile()) { // another gateway's mail may wait in another broker
                lost(held);
            }
            files(held);
        } catch (LedgerException e) {
            tell("the ledger cannot be read to its end, and nobody can tell which mail is lost: " + e.getMessage());
        } catch (Exception e) {
            LOG.warn("What is stored could not be compared with the ledger: {}", e.getMessage());
            LOG.debug("Comparing the store with the ledger", e);
        }
    }

    /** What is wrong with the ledger's file, or that it cannot even be looked at. */
    static List<String> damage(Ledger ledger) {
        try {
            return ledger.damage();
        } catch (IOException e) {
            return List.of(String.valueOf(e.getMessage()));
        }
    }

    private void tell(String what) {
        found.add(what);
        LOG.error("{}", what);
    }

    /** Tokens of all mails in the broker's queues. */
    private HeldMails held() throws Exception {
        HeldMails held = new HeldMails();
        broker.forEachEntry((queue, message) -> held.add(message.getStringProperty(EntryProperties.MAIL)));
        return held.ready();
    }

    private void lost(HeldMails held) throws Exception {
        List<LedgerRow> missing = missing(held);
        for (int looks = 1; looks < LOOKS && !missing.isEmpty(); looks++) {
            HeldMails again = held();
            missing.removeIf(row -> again.has(row.mail()) || isSettled(row));
        }
        for (LedgerRow row : missing) {
            tell(lost(row));
            ledger.settle(row.addressees().stream()
                    .map(one -> new Outcome(row.mail(), one, Outcome.State.UNKNOWN, "lost"))
                    .toList());
        }
        ledger.free(missing.stream().map(LedgerRow::mail).toList());
    }

    /** How people are told of a lost mail. */
    static String lost(LedgerRow row) {
        return row.key().sender() + "/" + row.key().id() + ", accepted at " + Instant.ofEpochMilli(row.claimedAt())
                + ", is lost: it waits in no queue and nothing tells what became of it (mail " + row.mail() + ")";
    }

    /** Mails without an outcome for all their recipients which no queue holds; claims that a queue holds are completed. */
    private List<LedgerRow> missing(HeldMails held) throws IOException {
        List<LedgerRow> missing = new ArrayList<>();
        for (String last = ""; last != null; ) {
            Ledger.LedgerPage page = ledger.page(last);
            last = page.last();
            List<LedgerRow> stored = new ArrayList<>();
            for (LedgerRow row : page.rows()) {
                if (row.claimedAt() >= start.toEpochMilli()) {
                    continue;
                }
                if (!row.isSound()) {
                    tell("the ledger's row of " + row.key().sender() + "/" + row.key().id() + " is damaged");
                } else if (held.has(row.mail())) {
                    if (!row.accepted()) {
                        stored.add(row.known());
                    }
                } else if (row.accepted() && !isSettled(row, page.outcomes().getOrDefault(row.mail(), Map.of()))) {
                    missing.add(row);
                }
            }
            if (!stored.isEmpty()) {
                ledger.complete(stored);
            }
        }
        return missing;
    }

    private boolean isSettled(LedgerRow row) {
        try {
            return isSettled(row, ledger.outcomes(row.mail()));
        } catch (IOException e) {
            return true; // to be asked again after the next start
        }
    }

    static boolean isSettled(LedgerRow row, Map<String, Outcome> outcomes) throws IOException {
        return outcomes.keySet().containsAll(row.addressees());
    }

    private void files(HeldMails held) throws Exception {
        List<String> unreferenced = new ArrayList<>();
        broker.files().forEach(token -> {
            if (!held.has(token)) {
                unreferenced.add(token);
            }
        });
        if (unreferenced.isEmpty()) {
            return;
        }
        HeldMails again = held();
        for (String token : unreferenced) {
            LedgerRow row = MailToken.isToken(token) ? ledger.row(token) : null;
            boolean isNew = row != null && row.claimedAt() >= start.toEpochMilli();
            if (isNew || again.has(token) || !MailToken.isToken(token)) {
                continue;
            }
            if (ledger.isSettled(token)) {
                broker.files().delete(token);
            } else {
                String name = row == null ? "nobody knows" : row.key().sender() + "/" + row.key().id();
                LOG.warn("the bytes of a mail that no queue holds ({}) are kept in {}", name, broker.files().setAside(token));
            }
        }
    }
}
