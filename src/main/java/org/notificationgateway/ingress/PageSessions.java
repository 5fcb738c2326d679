// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.ingress;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.notificationgateway.intake.Digest;

/**
 * Remembers who has signed in to the page, so that a browser need not keep a key. In memory alone: a restart, the end of the
 * key, half an hour of rest and eight hours end a session. A limited number, of each key and of all. Safe to share.
 */
public final class PageSessions {
    static final Duration IDLE = Duration.ofMinutes(30);
    static final Duration LONGEST = Duration.ofHours(8);
    static final int OF_ONE_KEY = 20;
    static final int OF_ALL = 1_000;
    private static final int RANDOM_BYTES = 32;

    private final ApiKeys keys;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    /** By the hash of the id: neither a lookup's time nor a dump of it gives one away. The one that rests longest is first. */
    private final Map<String, Session> sessions = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * One browser that has shown a key.
     *
     * @param csrf what each of its forms must bring
     */
    public record Session(ApiKey key, String csrf, Instant begun, Instant used) {
        private Session used(Instant now) {
            return new Session(key, csrf, begun, now);
        }

        private boolean isOver(Instant now) {
            return !now.isBefore(used.plus(IDLE)) || !now.isBefore(begun.plus(LONGEST));
        }

        @Override
        public String toString() {
            return "session of the key " + key.name();
        }
    }

    /** @param clock for intervals, which no jump of the machine's time may change */
    public PageSessions(ApiKeys keys, Clock clock) {
        this.keys = keys;
        this.clock = clock;
    }

    /** Begins one for the holder of a key; returns its id, which is told to the browser and kept nowhere. */
    public synchronized String begin(ApiKey key) {
        Instant now = clock.instant();
        sessions.values().removeIf(session -> session.isOver(now) || !keys.has(session.key()));
        long own = sessions.values().stream().filter(session -> session.key().name().equals(key.name())).count();
        Iterator<Session> oldest = sessions.values().iterator();
        while (oldest.hasNext() && (own >= OF_ONE_KEY || sessions.size() >= OF_ALL)) {
            boolean isOwn = oldest.next().key().name().equals(key.name());
            if (isOwn || own < OF_ONE_KEY) {
                oldest.remove();
                own -= isOwn ? 1 : 0;
            }
        }
        String id = secret();
        sessions.put(hash(id), new Session(key, secret(), now, now));
        return id;
    }

    /** The session of that id, if it lasts; it has been used then. */
    public synchronized Optional<Session> find(String id) {
        Instant now = clock.instant();
        Session session = sessions.get(hash(id));
        if (session == null) {
            return Optional.empty();
        }
        if (session.isOver(now) || !keys.has(session.key())) {
            sessions.remove(hash(id));
            return Optional.empty();
        }
        sessions.put(hash(id), session.used(now));
        return Optional.of(session);
    }

    /** Ends one. */
    public synchronized void end(String id) {
        sessions.remove(hash(id));
    }

    synchronized int size() {
        return sessions.size();
    }

    /** A new one that nobody can guess. */
    public String secret() {
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Compares in a time that tells nothing. */
    public static boolean isSame(String expected, String shown) {
        return MessageDigest.isEqual(expected.getBytes(US_ASCII), shown.getBytes(US_ASCII));
    }

    private static String hash(String id) {
        return Digest.hex(id.getBytes(US_ASCII));
    }
}
