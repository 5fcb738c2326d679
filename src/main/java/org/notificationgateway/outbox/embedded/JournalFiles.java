// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox.embedded;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.activemq.artemis.core.journal.Journal;
import org.apache.activemq.artemis.core.journal.impl.JournalFile;
import org.apache.activemq.artemis.core.journal.impl.JournalImpl;
import org.apache.activemq.artemis.core.persistence.StorageManager;
import org.apache.activemq.artemis.core.persistence.impl.journal.JournalStorageManager;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.outbox.StorageCheck;
import org.notificationgateway.outbox.StoreUnavailableException;
import org.notificationgateway.settings.Fault;

/** Refuses once a file that the broker's journal writes to or still needs is gone: nobody will find its mail again. */
public final class JournalFiles implements StorageCheck {
    private final Supplier<@Nullable ActiveMQServer> broker;

    public JournalFiles(Supplier<@Nullable ActiveMQServer> broker) {
        this.broker = broker;
    }

    @Override
    public void look() throws StoreUnavailableException {
        List<Path> gone = missing(needed());
        // What the broker itself deleted in this moment, it does not need any longer.
        gone = gone.isEmpty() ? gone : missing(needed()).stream().filter(gone::contains).toList();
        if (!gone.isEmpty()) {
            throw StoreUnavailableException.of(new Fault(
                    "journal file " + gone.get(0), "is gone", "the file in its place, and a restart",
                    "gateway.data-directory"));
        }
    }

    /** One that gets its last name in this moment is there, by whichever of the two the broker knows it. */
    static List<Path> missing(Collection<Path> files) {
        return files.stream()
                .filter(file -> !file.toFile().exists() && !file.resolveSibling(lastName(file)).toFile().exists()).toList();
    }

    private static String lastName(Path file) {
        return file.getFileName().toString().replaceFirst("\\.(?:cmp|tmp)$", "");
    }

    private List<Path> needed() {
        ActiveMQServer server = broker.get();
        StorageManager storage = server == null || !server.isStarted() ? null : server.getStorageManager();
        return storage instanceof JournalStorageManager journals
                ? Stream.of(journals.getMessageJournal(), journals.getBindingsJournal()).flatMap(JournalFiles::files).toList()
                : List.of();
    }

    private static Stream<Path> files(Journal journal) {
        if (!(journal instanceof JournalImpl files)) {
            return Stream.empty();
        }
        return Stream.concat(Stream.of(files.getDataFiles()), Optional.ofNullable(files.getCurrentFile()).stream())
                .map(JournalFile::getFile)
                .map(file -> file.getJavaFile().toPath());
    }
}
