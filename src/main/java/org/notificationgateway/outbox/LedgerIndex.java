// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import java.io.IOException;
import java.util.Arrays;

/**
 * Says where a ledger's files hold an id, in sixteen bytes for each: a hash table of hashes and places, without the ids
 * themselves. Whoever asks must look at the place, since two ids may have one hash. Not thread-safe.
 */
final class LedgerIndex {
    /** No place at all. */
    static final long NOWHERE = -1;

    private static final int FILE_SHIFT = 40; // a terabyte for each file
    private static final int FIRST_SIZE = 1_024;

    private long[] hashes = new long[FIRST_SIZE];
    private long[] places = empty(FIRST_SIZE);
    private int used;

    /** True when the id asked for stands at the place. */
    @FunctionalInterface
    interface Match {
        boolean isAt(long place) throws IOException;
    }

    static long place(int file, long position) {
        return ((long) file << FILE_SHIFT) | position;
    }

    static int file(long place) {
        return (int) (place >>> FILE_SHIFT);
    }

    static long position(long place) {
        return place & ((1L << FILE_SHIFT) - 1);
    }

    /** The place of the id, or {@link #NOWHERE}. */
    long find(long hash, Match match) throws IOException {
        return places[slot(hash, match)];
    }

    /** Notes where the id stands from now on. */
    void put(long hash, long place, Match match) throws IOException {
        int slot = slot(hash, match);
        if (places[slot] == NOWHERE) {
            used++;
        }
        hashes[slot] = hash;
        places[slot] = place;
        if (used * 2 > places.length) {
            rebuild(places.length * 2, NOWHERE);
        }
    }

    /** The slot of the id, or the free one that would be its own. */
    private int slot(long hash, Match match) throws IOException {
        int slot = first(hash);
        while (places[slot] != NOWHERE && !(hashes[slot] == hash && match.isAt(places[slot]))) {
            slot = next(slot);
        }
        return slot;
    }

    private int first(long hash) {
        return (int) (hash & (places.length - 1));
    }

    private int next(int slot) {
        return (slot + 1) & (places.length - 1);
    }

    /** Takes out whatever stands in that file. */
    void drop(int file) {
        rebuild(places.length, file);
    }

    void clear() {
        hashes = new long[FIRST_SIZE];
        places = empty(FIRST_SIZE);
        used = 0;
    }

    private void rebuild(int size, long withoutFile) {
        long[] oldHashes = hashes;
        long[] oldPlaces = places;
        hashes = new long[size];
        places = empty(size);
        used = 0;
        for (int i = 0; i < oldPlaces.length; i++) {
            if (oldPlaces[i] != NOWHERE && file(oldPlaces[i]) != withoutFile) {
                int slot = first(oldHashes[i]);
                while (places[slot] != NOWHERE) {
                    slot = next(slot);
                }
                hashes[slot] = oldHashes[i];
                places[slot] = oldPlaces[i];
                used++;
            }
        }
    }

    private static long[] empty(int size) {
        long[] places = new long[size];
        Arrays.fill(places, NOWHERE);
        return places;
    }
}
