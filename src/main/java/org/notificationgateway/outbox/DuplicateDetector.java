// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import jakarta.jms.JMSException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.notificationgateway.outbox.ledger.Claim;
import org.notificationgateway.outbox.ledger.Ledger;
import org.notificationgateway.outbox.ledger.LedgerRow;
import org.notificationgateway.outbox.ledger.RequestKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides between accepted, already accepted and conflict, with one meaning whichever door a request came through and
 * whatever crashed in between. The ledger says what is a repeat; the broker says whether it has the mail of a claim that
 * was never completed. Not thread-safe.
 */
public final class DuplicateDetector implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DuplicateDetector.class);

    private final GroupStore outbox;
    private final Ledger ledger;

    public DuplicateDetector(GroupStore outbox, Ledger ledger) {
        this.outbox = outbox;
        this.ledger = ledger;
    }

    /** What became of each, in their order. Whatever is new was stored in one transaction. */
    public List<Acceptance> accept(List<Submission> mails) throws JMSException, IOException {
        SortedMap<RequestKey, Submission> first = new TreeMap<>();
        mails.forEach(mail -> first.putIfAbsent(mail.key(), mail));
        SortedMap<RequestKey, LedgerRow> rows = claim(first);
        first.keySet().removeIf(key -> rows.get(key).accepted());
        Set<RequestKey> taken = store(first.values(), rows);
        List<LedgerRow> changed = new ArrayList<>();
        first.forEach((key, mail) -> {
            // What the broker has already was stored right before a crash, for the content of the claim.
            LedgerRow row = taken.contains(key) ? rows.get(key).taken(mail.claim()) : rows.get(key).known();
            changed.add(row);
            rows.put(key, row);
        });
        complete(changed);
        // The first mail of a new id is the accepted one; whatever else bears that id is judged by its row.
        List<Acceptance> answers = new ArrayList<>(mails.size());
        for (Submission mail : mails) {
            answers.add(answer(mail, rows.get(mail.key()), taken.remove(mail.key())));
        }
        return answers;
    }

    private SortedMap<RequestKey, LedgerRow> claim(SortedMap<RequestKey, Submission> mails) throws IOException {
        try {
            SortedMap<RequestKey, Claim> claims = new TreeMap<>();
            mails.forEach((key, mail) -> claims.put(key, mail.claim()));
            return ledger.claim(claims);
        } catch (IOException e) {
            ledger.abandon();
            throw e;
        }
    }

    private Set<RequestKey> store(Collection<Submission> fresh, SortedMap<RequestKey, LedgerRow> rows)
            throws JMSException {
        try {
            return taken(fresh, rows);
        } catch (JMSException | RuntimeException e) {
            ledger.abandon();
            throw e;
        }
    }

    /**
     * Stores all mails whose token the broker does not know yet.
     *
     * @return the keys of those that it took now; the others it had before
     */
    private Set<RequestKey> taken(Collection<Submission> mails, SortedMap<RequestKey, LedgerRow> rows)
            throws JMSException {
        Set<RequestKey> taken = new HashSet<>();
        List<OutboxEntry> entries = mails.stream()
                .map(mail -> mail.entry().named(rows.get(mail.key()).mail()))
                .toList();
        if (mails.isEmpty() || outbox.commit(entries)) {
            mails.forEach(mail -> taken.add(mail.key()));
        } else if (mails.size() > 1) { // the broker ignores a transaction with a token it knows, and says not which
            for (Submission mail : mails) {
                taken.addAll(taken(List.of(mail), rows));
            }
        }
        return taken;
    }

    /** The outbox has the mails whatever becomes of this note: without it the broker still knows the tokens. */
    private void complete(List<LedgerRow> changed) {
        try {
            ledger.complete(changed);
        } catch (IOException e) {
            LOG.warn("The ledger could not note {} accepted requests: {}", changed.size(), e.getMessage());
            ledger.abandon();
        }
    }

    private Acceptance answer(Submission mail, LedgerRow row, boolean accepted) throws IOException {
        if (accepted) {
            return Acceptance.of(Acceptance.Kind.ACCEPTED, row.mail(), mail.entry());
        }
        return ledger.erasures().isSame(row, mail.contentHash())
                ? new Acceptance(Acceptance.Kind.ALREADY_ACCEPTED, row.mail(), row.messageId(), row.everybody())
                : Acceptance.of(Acceptance.Kind.CONFLICT, "", mail.entry());
    }

    @Override
    public void close() {
        ledger.close();
    }
}
