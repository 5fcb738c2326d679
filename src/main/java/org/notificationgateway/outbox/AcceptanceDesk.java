// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import jakarta.jms.JMSException;
import java.io.IOException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides between accepted, already accepted and conflict, with one meaning whichever door a request came through and
 * whatever crashed in between. The broker says whether an id is new; the ledger says for what content it was used.
 * Not thread-safe.
 */
final class AcceptanceDesk implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AcceptanceDesk.class);

    private final GroupStore outbox;
    private final RequestLedger ledger;

    AcceptanceDesk(GroupStore outbox, RequestLedger ledger) {
        this.outbox = outbox;
        this.ledger = ledger;
    }

    /** What became of each, in their order. Whatever is new was stored in one transaction. */
    List<Acceptance> accept(List<Submission> mails) throws JMSException, IOException {
        SortedMap<RequestKey, Submission> first = new TreeMap<>();
        mails.forEach(mail -> first.putIfAbsent(mail.key(), mail));
        SortedMap<RequestKey, RequestLedger.Row> rows = claim(first);
        first.keySet().removeIf(key -> rows.get(key).accepted());
        Set<RequestKey> taken = store(first.values());
        SortedMap<RequestKey, RequestLedger.Row> changed = new TreeMap<>();
        first.forEach((key, mail) -> changed.put(key, row(mail, rows.get(key), taken.contains(key))));
        rows.putAll(changed);
        complete(changed);
        // The first mail of a new id is the accepted one; whatever else bears that id is judged by its row.
        return mails.stream()
                .map(mail -> answer(mail, rows.get(mail.key()), taken.remove(mail.key())))
                .toList();
    }

    private SortedMap<RequestKey, RequestLedger.Row> claim(SortedMap<RequestKey, Submission> mails)
            throws IOException {
        try {
            return ledger.claim(mails);
        } catch (IOException e) {
            ledger.abandon(); // perhaps a connection that broke while nobody used it
        }
        try {
            return ledger.claim(mails);
        } catch (IOException e) {
            ledger.abandon();
            throw e;
        }
    }

    private Set<RequestKey> store(Collection<Submission> fresh) throws JMSException {
        try {
            return taken(fresh);
        } catch (JMSException | RuntimeException e) {
            ledger.abandon();
            throw e;
        }
    }

    /**
     * Stores all mails whose id the broker does not know yet.
     *
     * @return the keys of those that it took now; the others it had before
     */
    private Set<RequestKey> taken(Collection<Submission> mails) throws JMSException {
        Set<RequestKey> taken = new HashSet<>();
        if (mails.isEmpty() || outbox.commit(mails)) {
            mails.forEach(mail -> taken.add(mail.key()));
        } else if (mails.size() > 1) { // the broker ignores a transaction with an id it knows, and says not which
            for (Submission mail : mails) {
                taken.addAll(taken(List.of(mail)));
            }
        }
        return taken;
    }

    /**
     * The row as it holds from now on. An id that the broker knew though it was only claimed was stored right before a
     * crash, for the content of the claim.
     */
    private static RequestLedger.Row row(Submission mail, RequestLedger.Row claim, boolean taken) {
        return new RequestLedger.Row(
                taken ? mail.contentHash() : claim.contentHash(),
                Acceptance.of(Acceptance.Kind.ALREADY_ACCEPTED, mail.entry()));
    }

    /** The outbox has the mails whatever becomes of this note: without it the broker still knows the ids. */
    private void complete(SortedMap<RequestKey, RequestLedger.Row> changed) {
        try {
            ledger.complete(changed);
        } catch (IOException e) {
            LOG.warn("The ledger could not note {} accepted requests: {}", changed.size(), e.getMessage());
            ledger.abandon();
        }
    }

    private static Acceptance answer(Submission mail, RequestLedger.Row row, boolean accepted) {
        if (accepted) {
            return Acceptance.of(Acceptance.Kind.ACCEPTED, mail.entry());
        }
        return row.contentHash().equals(mail.contentHash()) && row.mail() != null
                ? row.mail()
                : Acceptance.of(Acceptance.Kind.CONFLICT, mail.entry());
    }

    @Override
    public void close() {
        ledger.close();
    }
}
