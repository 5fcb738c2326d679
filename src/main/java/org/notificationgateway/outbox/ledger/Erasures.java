// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Knows erased recipients by a keyed hash, another one for each mail, so that nobody who was erased is mailed or written down
 * again, repeats are still told from conflicts, and nobody reads who it was. The key stands in the ledger, since all gateways
 * that share it must know the same (decision 0025). Safe to share.
 */
public final class Erasures {
    /** What a hash in the place of an address begins with; no address does without an @. */
    static final String ERASED = "erased-";
    /** Why a recipient is taken out, for whoever asks. */
    public static final String REASON = "erased";

    private static final String KEYED = "keyed-";
    private static final int DIGITS = 32;
    private static final int DIGITS_OF_CONTENT = 48;
    private static final int KEY_BYTES = 32;

    private final LedgerDatabase reading;
    private final LedgerDatabase writing;
    private final boolean shared;
    private volatile byte @Nullable [] key;
    private volatile boolean asked;

    Erasures(LedgerDatabase reading, LedgerDatabase writing, boolean shared) {
        this.reading = reading;
        this.writing = writing;
        this.shared = shared;
    }

    /** Reads the key, if there is one: then somebody was erased before. */
    void open() throws IOException {
        reading.call(database -> {
            key = read(database);
            asked = true;
            database.commit();
            return shared;
        });
    }

    /** Makes the key, unless there is one. */
    public void prepare() throws IOException {
        if (key == null) {
            byte[] fresh = new byte[KEY_BYTES];
            new SecureRandom().nextBytes(fresh);
            key = writing.call(database -> {
                PreparedStatement insert = database.statement(LedgerTables.MAKE_KEY);
                insert.setString(1, HexFormat.of().formatHex(fresh));
                insert.executeUpdate();
                byte[] made = read(database);
                database.commit();
                return made;
            });
        }
    }

    private static byte @Nullable [] read(LedgerDatabase database) throws SQLException {
        try (ResultSet found = database.statement(LedgerTables.KEY).executeQuery()) {
            return found.next() ? HexFormat.of().parseHex(found.getString(1)) : null;
        }
    }

    private byte[] key() throws IOException {
        if (key == null) {
            open(); // another gateway has made it meanwhile
        }
        byte[] known = key;
        if (known == null) {
            throw new IOException("the ledger has lost the key of its erased recipients");
        }
        return known;
    }

    /** What stands for a recipient of a mail. */
    public String pseudonym(String mail, String address) throws IOException {
        return ERASED + hash(mail + "\n" + address.toLowerCase(Locale.ROOT)).substring(0, DIGITS);
    }

    /** What tells an order to erase from another, for the record. */
    public String mark(String address) throws IOException {
        return hash("order\n" + address).substring(0, DIGITS / 2);
    }

    /** What stands for the hash of a request's content, by which a guess of the rest could be tried. */
    String content(String contentHash) throws IOException {
        return contentHash.startsWith(KEYED) ? contentHash : KEYED + hash("content\n" + contentHash).substring(0, DIGITS_OF_CONTENT);
    }

    private String hash(String text) throws IOException {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key(), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HmacSHA256", e);
        }
    }

    /** True if a row is of that content. */
    public boolean isSame(LedgerRow row, String contentHash) throws IOException {
        return row.contentHash().equals(row.contentHash().startsWith(KEYED) ? content(contentHash) : contentHash);
    }

    /** Those addresses of a mail that are erased. */
    public Set<String> among(String mail, Collection<String> addresses, Collection<String> known) throws IOException {
        Set<String> erased = new HashSet<>();
        for (String one : known) {
            if (isPseudonym(one)) {
                for (String address : addresses) {
                    if (known.contains(pseudonym(mail, address))) {
                        erased.add(address);
                    }
                }
                break;
            }
        }
        return erased;
    }

    static boolean isPseudonym(String recipient) {
        return recipient.startsWith(ERASED) && recipient.indexOf('@') < 0;
    }

    /** Those of some outcomes whose recipients are erased. Costs nothing where nobody ever was. */
    List<Outcome> among(LedgerDatabase database, Collection<Outcome> outcomes) throws SQLException, IOException {
        if (outcomes.isEmpty() || !shared && asked && key == null) {
            return List.of();
        }
        Set<String> mails = new HashSet<>();
        outcomes.forEach(outcome -> mails.add(outcome.mail()));
        Set<String> known = new HashSet<>();
        PreparedStatement select = database.statement(shared ? LedgerTables.ERASED_OF_MANY : LedgerTables.ERASED_OF_ONE);
        if (shared) {
            select.setArray(1, database.connection().createArrayOf("text", mails.toArray()));
            addTo(known, select);
        } else {
            for (String mail : mails) {
                select.setString(1, mail);
                addTo(known, select);
            }
        }
        List<Outcome> erased = new ArrayList<>();
        if (!known.isEmpty()) {
            for (Outcome outcome : outcomes) {
                if (known.contains(pseudonym(outcome.mail(), outcome.recipient()))) {
                    erased.add(outcome);
                }
            }
        }
        return erased;
    }

    private static void addTo(Set<String> known, PreparedStatement select) throws SQLException {
        try (ResultSet found = select.executeQuery()) {
            while (found.next()) {
                known.add(found.getString(1));
            }
        }
    }
}
