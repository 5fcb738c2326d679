// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The ledger of one gateway on its own: a file for each day, to whose end a record is written when an id is claimed and
 * another when its mail is accepted, and an index in memory of where each id stands. What was claimed is written before
 * the claim returns, so that a killed process loses no id; it is not forced to disk (decision 0008).
 *
 * <p>An id costs some 300 bytes of disk for each and 16 to 32 of memory. Not thread-safe, except {@link #forget} and
 * {@link #check}.
 */
public final class FileLedger implements RequestLedger {
    private static final String SUFFIX = ".ids";

    private final Path folder;
    private final Clock clock;
    private final Duration window;
    private final List<LedgerFile> files = new ArrayList<>();
    private final LedgerIndex index = new LedgerIndex();
    private final Map<Long, RequestKey> latest = new HashMap<>(); // by place: claims are completed right after
    private @Nullable LedgerFile today;

    /** @param window how long an id is remembered */
    public FileLedger(Path folder, Clock clock, Duration window) {
        this.folder = folder;
        this.clock = clock;
        this.window = window;
    }

    @Override
    public synchronized void open() throws IOException {
        Files.createDirectories(folder);
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
            List<Path> sorted = new ArrayList<>();
            found.forEach(sorted::add);
            sorted.sort(null);
            for (Path path : sorted) {
                read(new LedgerFile(path));
            }
        }
    }

    private void read(LedgerFile file) throws IOException {
        int number = files.size();
        files.add(file);
        file.readAll((position, record) -> put(record.key(), number, position));
    }

    private void put(RequestKey key, int file, long position) throws IOException {
        index.put(hash(key), LedgerIndex.place(file, position), place -> isAt(place, key));
    }

    @Override
    public synchronized SortedMap<RequestKey, Row> claim(SortedMap<RequestKey, Submission> submissions)
            throws IOException {
        Instant now = clock.instant();
        SortedMap<RequestKey, Row> rows = new TreeMap<>();
        List<LedgerRecord> records = new ArrayList<>();
        for (var one : submissions.entrySet()) {
            Row known = row(one.getKey(), now);
            if (known == null) {
                known = new Row(one.getValue().contentHash(), null);
                records.add(new LedgerRecord(now, one.getKey(), known));
            }
            rows.put(one.getKey(), known);
        }
        append(records, now);
        return rows;
    }

    private @Nullable Row row(RequestKey key, Instant now) throws IOException {
        long place = index.find(hash(key), candidate -> isAt(candidate, key));
        if (place == LedgerIndex.NOWHERE) {
            return null;
        }
        LedgerRecord record = at(place);
        return record.time().isBefore(now.minus(window)) ? null : record.row();
    }

    private boolean isAt(long place, RequestKey key) throws IOException {
        RequestKey known = latest.get(place);
        return known == null ? at(place).key().equals(key) : known.equals(key);
    }

    private LedgerRecord at(long place) throws IOException {
        return files.get(LedgerIndex.file(place)).read(LedgerIndex.position(place));
    }

    @Override
    public synchronized void complete(SortedMap<RequestKey, Row> changed) throws IOException {
        Instant now = clock.instant();
        append(changed.entrySet().stream()
                .map(one -> new LedgerRecord(now, one.getKey(), one.getValue()))
                .toList(), now);
    }

    @Override
    public void abandon() {
        // nothing is locked
    }

    private void append(List<LedgerRecord> records, Instant now) throws IOException {
        if (records.isEmpty()) {
            return;
        }
        LedgerFile file = fileOf(now);
        int number = files.indexOf(file);
        long[] positions = file.append(records);
        for (int i = 0; i < positions.length; i++) {
            put(records.get(i).key(), number, positions[i]);
        }
        latest.clear();
        for (int i = 0; i < positions.length; i++) {
            latest.put(LedgerIndex.place(number, positions[i]), records.get(i).key());
        }
    }

    private LedgerFile fileOf(Instant now) throws IOException {
        Path path = folder.resolve(LocalDate.ofInstant(now, ZoneOffset.UTC) + SUFFIX);
        LedgerFile file = today;
        if (file == null || !file.path().equals(path)) {
            file = files.stream().filter(one -> one.path().equals(path)).findFirst().orElse(null);
            if (file == null) {
                file = new LedgerFile(path);
                files.add(file);
            }
            today = file;
        }
        return file;
    }

    /** Deletes the files whose day is over for so long, and what the index has of them. */
    @Override
    public synchronized void forget(Duration age) throws IOException {
        Instant before = clock.instant().minus(age);
        for (int i = 0; i < files.size(); i++) {
            LedgerFile file = files.get(i);
            String name = String.valueOf(file.path().getFileName()).replace(SUFFIX, "");
            Instant end = LocalDate.parse(name).plusDays(1).atStartOfDay().toInstant(ZoneOffset.UTC);
            if (!end.isAfter(before) && file.isThere()) {
                index.drop(i);
                latest.clear();
                file.delete();
            }
        }
    }

    @Override
    public void check() throws IOException {
        if (!Files.isWritable(folder)) {
            throw new IOException(folder + " cannot be written");
        }
    }

    @Override
    public synchronized void close() {
        files.forEach(LedgerFile::close);
        files.clear();
        index.clear();
        latest.clear();
        today = null;
    }

    @Override
    public String toString() {
        return "ledger " + folder;
    }

    /** FNV-1a, 64 bits: near enough to random for ids. */
    private static long hash(RequestKey key) {
        long hash = 0xcbf29ce484222325L;
        String all = key.sender() + "\n" + key.id();
        for (int i = 0; i < all.length(); i++) {
            hash = (hash ^ all.charAt(i)) * 0x100000001b3L;
        }
        return hash ^ (hash >>> 32);
    }
}
