// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.page;

import io.vertx.ext.web.RoutingContext;
import jakarta.jms.JMSException;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.notificationgateway.mail.MemoryFullException;
import org.notificationgateway.operations.Answers;
import org.notificationgateway.operations.Answers.RefusedException;
import org.notificationgateway.outbox.StoredMails;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shows the text of mails that are still here, a few at a time since each is in memory several times. Safe to share. */
final class Previews {
    private static final Logger AUDIT = LoggerFactory.getLogger("gateway.audit");
    private static final int LARGEST = 1_000_000; // bytes of a mail
    private static final int AT_ONCE = 2;
    private static final int PATIENCE_SECONDS = 5;

    private final Semaphore turns = new Semaphore(AT_ONCE);

    /** Looks for a mail with so many bytes at most. */
    @FunctionalInterface
    interface Search {
        Optional<StoredMails.Stored> find(int most) throws JMSException, MemoryFullException;
    }

    /** The text of a mail as a document of its own. */
    Answer of(RoutingContext context, Search search) throws JMSException, MemoryFullException, RefusedException {
        boolean mayBegin;
        try {
            mayBegin = turns.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            mayBegin = false;
        }
        if (!mayBegin) {
            throw new MemoryFullException();
        }
        try {
            return preview(context, search.find(LARGEST).orElseThrow(() ->
                    new RefusedException(404, "The mail is not here any more, or is on its way.")));
        } finally {
            turns.release();
        }
    }

    private static Answer preview(RoutingContext context, StoredMails.Stored stored) throws RefusedException {
        if (stored.entry().sensitive()) {
            throw new RefusedException(403, "This mail is sensitive: nobody may look into it.");
        }
        if (!stored.isWhole()) {
            throw new RefusedException(404, "The mail cannot be shown: it has more than " + LARGEST + " bytes, or cannot be read.");
        }
        AUDIT.info("mail {} ({}) looked into by {}", stored.entry().token(), stored.entry().name(), Answers.who(context));
        return new Answer.Preview(new MailBody(stored.entry().mail()).document());
    }
}
