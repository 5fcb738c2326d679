// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.operations;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.ingress.FileErasing;
import org.notificationgateway.mail.ErasedAddress;

/**
 * Knows in which folders an address may lie: copies of requests that the file door keeps, what doors have refused, and what
 * somebody has set aside.
 *
 * @param data folder of all that the gateway keeps
 * @param inbox of the file door
 * @param mails folders of finished mails
 */
public record ErasableFiles(Path data, Path inbox, List<Path> mails) {
    private static final Predicate<String> ANY = name -> true;
    private static final Predicate<String> REQUEST = name -> name.endsWith(".json");
    private static final Predicate<String> MAIL = name -> name.endsWith(".eml");
    private static final Predicate<String> REFUSED = name -> name.endsWith(".bad") || name.endsWith(".error.json");

    public ErasableFiles {
        mails = List.copyOf(mails);
    }

    /** Deletes copies, and tells of what may not be deleted without a look. */
    void erase(ErasedAddress address, boolean dryRun, List<Erasing.Place> places, List<String> remarks) {
        Looks looks = new Looks(address, places, remarks);
        places.add(new Erasing.Place("inbox: kept copies", looks.count(inbox, ".accepted", ANY, !dryRun), 0));
        places.add(new Erasing.Place("inbox: refused files", looks.count(inbox, ".rejected", ANY, !dryRun), 0));
        int waiting = looks.count(inbox, null, REQUEST, false);
        int refused = 0;
        for (Path folder : mails) {
            refused += looks.count(folder, null, REFUSED, !dryRun);
            waiting += looks.count(folder, null, MAIL, false);
        }
        places.add(new Erasing.Place("folders of mails: refused files", refused, 0));
        places.add(new Erasing.Place("files that wait at a door", 0, waiting));
        Erasing.remark(remarks, waiting, " files that wait at a door name it: run this again once they are accepted");
        Path orphans = data.resolve("mails").resolve("orphaned");
        int orphaned = looks.count(orphans, null, ANY, false);
        int setAside = looks.count(data, null, name -> name.startsWith("ledger.db.damaged"), false);
        places.add(new Erasing.Place("files set aside", 0, orphaned + setAside));
        Erasing.remark(remarks, orphaned, " files in " + orphans + " name it: look at them, and delete them");
        Erasing.remark(remarks, setAside, " damaged ledgers in " + data + " name it: delete them");
    }

    /** A folder that cannot be read holds up nothing else, and is told. */
    private record Looks(ErasedAddress address, List<Erasing.Place> places, List<String> remarks) {
        int count(Path folder, @Nullable String below, Predicate<String> names, boolean delete) {
            try {
                return FileErasing.erase(folder, below, names, address, delete);
            } catch (IOException | DirectoryIteratorException e) {
                Path place = below == null ? folder : folder.resolve(below);
                places.add(new Erasing.Place("folders that cannot be read", 0, 1));
                remarks.add(place + " cannot be looked into (" + e.getClass().getSimpleName() + "): look yourself");
                return 0;
            }
        }
    }
}
