// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.notificationgateway.outbox.DuplicateDetector;
import org.notificationgateway.outbox.EntryProperties;
import org.notificationgateway.outbox.OutboxCodec;
import org.notificationgateway.outbox.OutboxEntry;
import org.notificationgateway.outbox.SampleEntry;
import org.notificationgateway.outbox.SteadyClock;
import org.notificationgateway.outbox.Submission;
import org.notificationgateway.outbox.ledger.Arrival;
import org.notificationgateway.outbox.ledger.Ledger;
import org.notificationgateway.outbox.ledger.LedgerAccess;
import org.notificationgateway.outbox.ledger.LedgerRow;
import org.notificationgateway.outbox.ledger.Outcome;
import org.notificationgateway.support.TestSteps;

/** Whatever a disk loses of accepted mail is named one by one, and the rest goes on. */
class StoreAuditIT {
    private static final int MAILS = 20;
    private static final int LARGE = 100_000;

    @TempDir
    private Path folder;

    private EmbeddedBroker broker;
    private Ledger ledger;

    @BeforeEach
    void accept() throws Exception {
        start();
        DuplicateDetector desk = new DuplicateDetector(broker.store(true), ledger);
        for (int i = 0; i < MAILS; i++) {
            OutboxEntry entry = SampleEntry.of("id-" + i);
            desk.accept(List.of(new Submission(i % 10 == 0 ? entry.withMail(new byte[LARGE]) : entry, "content", Arrival.Origin.NOWHERE)));
        }
    }

    private void start() throws IOException {
        broker = new EmbeddedBroker(folder.resolve("broker"), List.of("server"), TestSteps.REDELIVERY, null);
        broker.start();
        ledger = new Ledger(LedgerAccess.ofFile(folder.resolve("ledger.db")), new SteadyClock(), Duration.ofDays(7));
        ledger.open();
    }

    @AfterEach
    void stop() {
        broker.stop();
        ledger.close();
    }

    private List<String> audit() {
        StoreAudit audit = new StoreAudit(ledger, broker, new SteadyClock(), List.of());
        audit.run();
        return audit.found();
    }

    @Test
    void nothingIsSaidOfASoundStore() throws Exception {
        stop();
        assertEquals(List.of(), check());
        start();
        assertEquals(List.of(), audit());
    }

    @Test
    void deliveredAndGivenUpMailsAreNotLost() throws Exception {
        List<LedgerRow> rows = ledger.page("").rows();
        ledger.settle(IntStream.range(0, MAILS).mapToObj(i -> new Outcome(
                rows.get(i).mail(), SampleEntry.ANN,
                i % 2 == 0 ? Outcome.State.DELIVERED : Outcome.State.GIVEN_UP, "")).toList());
        stop();
        delete(folder.resolve("broker"));
        start();
        assertEquals(List.of(), audit());
    }

    @ParameterizedTest
    @ValueSource(strings = {"journal", "bindings", "."})
    void aFolderOfTheBrokerThatIsGoneCostsMailsThatAreNamedOnce(String gone) throws Exception {
        stop();
        delete(folder.resolve("broker").resolve(gone).normalize());
        assertTrue(names(check()).size() == MAILS || gone.equals("."), check().toString());
        start();
        List<String> found = audit();
        assertEquals(IntStream.range(0, MAILS).mapToObj(i -> "id-" + i).sorted().toList(), names(found), found.toString());
        assertEquals(List.of(), audit(), "they are named once");
        assertFalse(claim("id-3").accepted(), "whoever repeats the request is mailed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"zeroed", "flipped", "truncated"})
    void damageToTheJournalIsFoundMailByMail(String damage) throws Exception {
        stop();
        damageJournal(damage);
        List<String> checked = check();
        start();
        Set<String> named = new HashSet<>(names(audit()));
        Set<String> sound = new HashSet<>();
        Set<String> altered = new HashSet<>();
        OutboxCodec codec = new OutboxCodec(broker.files());
        broker.forEachEntry((queue, message) -> {
            byte[] body = new byte[message.toCore().getReadOnlyBodyBuffer().readableBytes()];
            message.toCore().getReadOnlyBodyBuffer().readBytes(body);
            try {
                sound.add(codec.decode(body).id());
            } catch (IOException e) {
                altered.add(message.getStringProperty(EntryProperties.MAIL));
            }
        });
        assertEquals(MAILS, sound.size() + altered.size() + named.size(), sound + " " + altered + " " + named);
        assertTrue(sound.size() < MAILS, "the damage hit something");
        assertEquals(altered.size() + named.size(), names(checked).size(), checked.toString());
    }

    @Test
    void aLedgerThatIsDamagedIsToldAndTheRestGoesOn() throws Exception {
        stop();
        try (RandomAccessFile open = new RandomAccessFile(folder.resolve("ledger.db").toFile(), "rw")) {
            for (long page = 1; page < open.length() / 4_096; page++) {
                open.seek(page * 4_096);
                open.write(new byte[4_096]);
            }
        }
        assertTrue(check().get(0).startsWith("the ledger is damaged: "), check().toString());
        start();
        List<String> found = audit();
        assertTrue(found.get(0).startsWith("the ledger is damaged: "), found.toString());
        assertFalse(claim("id-3").accepted());
    }

    @ParameterizedTest
    @ValueSource(strings = {"gone", "cut", "altered"})
    void aMailsFileThatIsDamagedIsFound(String damage) throws Exception {
        stop();
        Path file = mailFiles().get(0);
        byte[] mail = Files.readAllBytes(file);
        if (damage.equals("gone")) {
            Files.delete(file);
        } else {
            mail[LARGE / 2] = 1;
            Files.write(file, damage.equals("cut") ? java.util.Arrays.copyOf(mail, LARGE / 2) : mail);
        }
        List<String> found = check();
        assertEquals(1, found.size(), found.toString());
        assertTrue(found.get(0).startsWith("server/id-"), found.get(0));
    }

    @Test
    void aFileThatNoQueueHoldsIsSetAsideUnlessItsMailIsSettled() throws Exception {
        List<LedgerRow> rows = ledger.page("").rows().stream()
                .filter(row -> row.key().id().endsWith("0")).toList();
        ledger.settle(List.of(new Outcome(rows.get(0).mail(), SampleEntry.ANN, Outcome.State.DELIVERED, "250 ok")));
        stop();
        delete(folder.resolve("broker"));
        start();
        audit();
        assertEquals(List.of(), mailFiles());
        assertFalse(Files.exists(folder.resolve("mails/orphaned/" + rows.get(0).mail() + ".mail")));
        assertTrue(Files.exists(folder.resolve("mails/orphaned/" + rows.get(1).mail() + ".mail")));
    }

    @Test
    void aClaimWhoseMailTheBrokerHasIsCompleted() throws Exception {
        OutboxEntry entry = SampleEntry.of("claimed");
        LedgerRow row = claim("claimed");
        broker.store(true).commit(List.of(entry.named(row.mail())));
        stop();
        start();
        assertEquals(List.of(), audit());
        assertTrue(claim("claimed").accepted());
    }

    private LedgerRow claim(String id) throws IOException {
        Submission request = new Submission(SampleEntry.of(id), "content", Arrival.Origin.NOWHERE);
        return ledger.claim(new java.util.TreeMap<>(java.util.Map.of(request.key(), request.claim()))).get(request.key());
    }

    private List<String> check() throws IOException {
        try (Ledger read = new Ledger(
                LedgerAccess.ofFile(folder.resolve("ledger.db")), new SteadyClock(), Duration.ofDays(7))) {
            return new StoreCheck(folder, read, TestSteps.STEPS).faults();
        }
    }

    private static List<String> names(List<String> lines) {
        return lines.stream()
                .filter(line -> line.startsWith("server/"))
                .map(line -> line.replaceFirst("server/(id-\\d+).*", "$1"))
                .sorted()
                .toList();
    }

    private List<Path> mailFiles() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("mails"))) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    private void damageJournal(String how) throws IOException {
        for (Path file : journal()) {
            byte[] all = Files.readAllBytes(file);
            int at = indexOf(all, "id-7".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            if (at < 0) {
                continue;
            }
            try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
                switch (how) {
                    case "zeroed" -> {
                        open.seek(at);
                        open.write(new byte[4_096]);
                    }
                    case "flipped" -> {
                        open.seek(at);
                        open.write(all[at] ^ 1);
                    }
                    default -> open.setLength(at);
                }
            }
            return;
        }
        throw new IllegalStateException("no journal file holds the entry");
    }

    private List<Path> journal() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("broker/journal"))) {
            return new ArrayList<>(files.filter(file -> file.toString().endsWith(".amq")).sorted().toList());
        }
    }

    private static int indexOf(byte[] all, byte[] part) {
        for (int i = 0; i <= all.length - part.length; i++) {
            if (java.util.Arrays.equals(all, i, i + part.length, part, 0, part.length)) {
                return i;
            }
        }
        return -1;
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
