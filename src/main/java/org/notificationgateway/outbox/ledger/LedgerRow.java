// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/**
 * One mail as the ledger knows it. The next mail of the same sender and id, after the time for which ids are remembered,
 * is of the next generation.
 *
 * @param mail token of the mail, which the broker detects duplicates by
 * @param claimedAt in milliseconds since 1970
 * @param accepted false while nobody knows whether the broker has the mail
 * @param recipients as JSON, as they were when the mail was accepted
 * @param checksum as it was read; guards what decides of repeats
 */
public record LedgerRow(
        String mail, RequestKey key, int generation, String contentHash, long claimedAt, boolean accepted,
        String messageId, String recipients, long checksum, Arrival arrival) {

    /** A claim on the id for a mail. */
    static LedgerRow claim(Claim claim, String mail, int generation, long now) {
        LedgerRow row = new LedgerRow(
                mail, claim.key(), generation, claim.contentHash(), now, false,
                claim.messageId(), RecipientsJson.write(claim.recipients()), 0, claim.arrival());
        return row.checked();
    }

    /** The row that was found. */
    static LedgerRow of(ResultSet found) throws SQLException {
        return new LedgerRow(
                found.getString(1), new RequestKey(found.getString(2), found.getString(3)), found.getInt(4),
                found.getString(5), found.getLong(6), found.getInt(7) == 1, found.getString(8), found.getString(9),
                found.getLong(10), new Arrival(
                        found.getString(11), found.getString(12), found.getString(13), found.getString(14),
                        found.getString(15), found.getLong(16), found.getLong(17), found.getLong(18)));
    }

    private LedgerRow checked() {
        return new LedgerRow(
                mail, key, generation, contentHash, claimedAt, accepted, messageId, recipients, computedChecksum(),
                arrival);
    }

    private long computedChecksum() {
        byte[] all = String.join("\n", mail, key.sender(), key.id(), String.valueOf(generation), contentHash,
                messageId, recipients).getBytes(UTF_8);
        return new Checksum().add(all, 0, all.length).value();
    }

    /** False if a disk has altered it. */
    public boolean isSound() {
        return checksum == computedChecksum();
    }

    /** The row once the broker has this mail under the token of the claim. */
    public LedgerRow taken(Claim claim) {
        String written = RecipientsJson.write(claim.recipients());
        return claim.contentHash().equals(contentHash) && written.equals(recipients)
                ? known()
                : new LedgerRow(
                        mail, key, generation, claim.contentHash(), claimedAt, true,
                        claim.messageId(), written, 0, claim.arrival()).checked();
    }

    /** The row once it is known that the broker has had the mail of the claim since before a crash. */
    public LedgerRow known() {
        return new LedgerRow(
                mail, key, generation, contentHash, claimedAt, true, messageId, recipients, checksum, arrival);
    }

    /** The row with what names somebody written anew. */
    LedgerRow rewritten(String content, List<Recipient> everybody, Arrival how) {
        return new LedgerRow(
                mail, key, generation, content, claimedAt, accepted, messageId, RecipientsJson.write(everybody), 0, how).checked();
    }

    /** All recipients, as they were when the mail was accepted. */
    public List<Recipient> everybody() throws JsonProcessingException {
        return RecipientsJson.read(recipients);
    }

    /** Those who were to get the mail. */
    public List<String> addressees() throws JsonProcessingException {
        return RecipientsJson.read(recipients).stream()
                .filter(recipient -> recipient.state() == Recipient.State.PENDING)
                .map(Recipient::address)
                .toList();
    }
}
