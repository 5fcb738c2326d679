// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox.embedded;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.activemq.artemis.api.core.ActiveMQBuffer;
import org.apache.activemq.artemis.api.core.ICoreMessage;
import org.apache.activemq.artemis.api.core.Message;
import org.notificationgateway.outbox.EntryProperties;
import org.notificationgateway.outbox.MailFiles;
import org.notificationgateway.outbox.OutboxCodec;
import org.notificationgateway.outbox.OutboxEntry;
import org.notificationgateway.outbox.Redelivery;
import org.notificationgateway.outbox.RetrySteps;
import org.notificationgateway.outbox.ledger.Ledger;
import org.notificationgateway.outbox.ledger.LedgerRow;
import org.notificationgateway.outbox.ledger.Outcome;

/**
 * Looks for damage in a data folder while no gateway runs, and changes nothing there: it opens a copy of the broker's
 * journal, reads each entry and each file of a large mail, and compares them with the ledger.
 */
public final class StoreCheck {
    private final Path data;
    private final Ledger ledger;
    private final RetrySteps steps;
    private final MailFiles files;
    private final OutboxCodec codec = new OutboxCodec();
    private final List<String> faults = new ArrayList<>();
    private final HeldMails held = new HeldMails();
    private int entries;

    /** @param ledger of the same folder */
    public StoreCheck(Path data, Ledger ledger, RetrySteps steps) {
        this.data = data;
        this.ledger = ledger;
        this.steps = steps;
        files = new MailFiles(data.resolve("mails"));
    }

    /** Each damage in a line, with what it means. */
    public List<String> faults() throws IOException {
        for (String line : StoreAudit.damage(ledger)) {
            faults.add("the ledger is damaged: " + line);
        }
        Set<String> senders = new HashSet<>();
        forEachRow((row, outcomes) -> senders.add(row.key().sender()));
        broker(senders);
        held.ready();
        forEachRow((row, outcomes) -> {
            if (!row.isSound()) {
                faults.add("the ledger's row of " + row.key().sender() + "/" + row.key().id() + " is damaged");
            } else if (ledger.isFile() && row.accepted() && !held.has(row.mail())
                    && !StoreAudit.isSettled(row, outcomes)) {
                faults.add(StoreAudit.lost(row));
            }
        });
        return faults;
    }

    /** How many entries were read. */
    public int entries() {
        return entries;
    }

    /** Sees one mail of the ledger. */
    @FunctionalInterface
    private interface RowLook {
        void at(LedgerRow row, Map<String, Outcome> outcomes) throws IOException;
    }

    private void forEachRow(RowLook look) {
        try {
            for (String last = ""; last != null; ) {
                Ledger.LedgerPage page = ledger.page(last);
                for (LedgerRow row : page.rows()) {
                    look.at(row, page.outcomes().getOrDefault(row.mail(), Map.of()));
                }
                last = page.last();
            }
        } catch (IOException e) {
            faults.add("the ledger cannot be read to its end: " + e.getMessage());
        }
    }

    private void broker(Set<String> senders) throws IOException {
        Path original = data.resolve("broker");
        if (!Files.isDirectory(original.resolve("journal"))) {
            faults.add(original.resolve("journal") + " is missing: expected the journal of the embedded broker");
            return;
        }
        if (!Files.isDirectory(original.resolve("bindings"))) {
            faults.add(original.resolve("bindings") + " is missing: expected the names of the embedded broker's queues");
        }
        Path copy = Files.createTempDirectory(data, "check-");
        try {
            copy(original, copy.resolve("broker"));
            EmbeddedBroker broker =
                    new EmbeddedBroker(copy.resolve("broker"), senders, Redelivery.of(steps), null);
            try {
                broker.start();
                broker.forEachEntry(this::entry);
            } finally {
                broker.stop();
            }
        } catch (RuntimeException e) {
            faults.add("the embedded broker's journal cannot be read: " + e.getMessage());
        } finally {
            delete(copy);
        }
    }

    private void entry(String queue, Message message) {
        String token = message.getStringProperty(EntryProperties.MAIL);
        held.add(token);
        entries++;
        try {
            ICoreMessage core = message.toCore();
            if (core.isLargeMessage()) {
                return; // of another time or hand: nothing of ours is
            }
            ActiveMQBuffer body = core.getReadOnlyBodyBuffer();
            byte[] bytes = new byte[body.readableBytes()];
            body.readBytes(bytes);
            OutboxEntry entry = codec.decodeWithoutFile(bytes);
            if (entry.file() != null) {
                files.read(entry.token(), entry.file());
            }
        } catch (IOException | RuntimeException e) {
            faults.add(name(token) + " in " + queue + ": " + e.getMessage());
        }
    }

    private String name(String token) {
        try {
            LedgerRow row = token == null ? null : ledger.row(token);
            return row == null ? "an entry" : row.key().sender() + "/" + row.key().id();
        } catch (IOException e) {
            return "mail " + token;
        }
    }

    /** The journal as a copy, since the broker writes into it; what it only reads or deletes by a second name. */
    private static void copy(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                Files.createDirectories(to.resolve(from.relativize(folder)));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Path copy = to.resolve(from.relativize(file));
                if (from.relativize(file).startsWith("paging") || from.relativize(file).startsWith("large-messages")) {
                    Files.createLink(copy, file);
                } else {
                    Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static void delete(Path folder) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path left, IOException failure) throws IOException {
                Files.delete(left);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
