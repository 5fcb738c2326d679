// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.trials;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a bad disk, a careless hand or a half restore does to a data folder, one thing at a time.
 *
 * @param name what was done
 */
record Damage(String name, Deed deed) {

    /** Does it. */
    interface Deed {
        void to(DataFolder data) throws IOException;
    }

    /** Everything that is tried; a small mail is hit where its text and its address stand. */
    static List<Damage> all(TrialMail mail) {
        String plain = "body of " + mail.id();
        String[] body = {Base64.getEncoder().withoutPadding().encodeToString(plain.getBytes(US_ASCII)), plain};
        String[] address = {'"' + mail.recipient() + '"', mail.recipient()};
        List<Damage> all = new ArrayList<>();
        add(all, "nothing", data -> { });
        add(all, "journal: a bit of a body", data -> data.inJournal(body).flip());
        add(all, "journal: a bit of an address", data -> data.inJournal(address).flip(3));
        add(all, "journal: a bit of a record's head", data -> data.headOf(data.inJournal(body)).flip(4));
        add(all, "journal: a bit of a file's head", data -> new DataFolder.Spot(last(data.journal()), 15).flip());
        add(all, "journal: a record's length", data -> data.headOf(data.inJournal(body)).flip(25));
        add(all, "journal: a page of 4 KB zeroed", data -> data.inJournal(body).zero());
        add(all, "journal: a file cut in half", data -> DataFolder.halve(last(data.journal())));
        add(all, "journal: a file empty", data -> DataFolder.cut(last(data.journal()), 0));
        add(all, "journal: all files deleted", data -> DataFolder.deleteAll(data.find(".amq")));
        add(all, "bindings: a bit", data -> data.inBindings("notification.outbox.server").flip());
        add(all, "bindings: all files deleted", data -> DataFolder.deleteAll(data.bindings()));
        add(all, "journal and bindings deleted", data -> {
            DataFolder.deleteAll(data.find(".amq"));
            DataFolder.deleteAll(data.bindings());
        });
        add(all, "data/broker removed", data -> data.remove("broker"));
        each(all, "ledger", DataFolder::ledger);
        add(all, "ledger: all files deleted", data -> DataFolder.deleteAll(data.ledger()));
        each(all, "a large mail's file", data -> List.of(last(data.largeMails())));
        add(all, "large mails' files: all deleted", data -> DataFolder.deleteAll(data.largeMails()));
        add(all, "data/mails removed", data -> data.remove("mails"));
        return all;
    }

    /** All of these, one after the other. */
    static Damage together(List<Damage> damages) {
        return new Damage(damages.stream().map(Damage::name).collect(Collectors.joining(" and ")), data -> {
            for (Damage damage : damages) {
                damage.deed().to(data);
            }
        });
    }

    private static void each(List<Damage> all, String what, Files files) {
        add(all, what + ": a bit", data -> {
            for (Path file : files.of(data)) {
                DataFolder.middle(file).flip();
            }
        });
        add(all, what + ": a page of 4 KB zeroed", data -> {
            for (Path file : files.of(data)) {
                DataFolder.middle(file).zero();
            }
        });
        add(all, what + ": cut in half", data -> {
            for (Path file : files.of(data)) {
                DataFolder.halve(file);
            }
        });
        add(all, what + ": deleted", data -> DataFolder.deleteAll(files.of(data)));
    }

    private static void add(List<Damage> all, String name, Deed deed) {
        all.add(new Damage(name, deed));
    }

    private static Path last(List<Path> files) {
        return files.get(files.size() - 1);
    }

    private interface Files {
        List<Path> of(DataFolder data) throws IOException;
    }
}
