// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What a ledger's file says of one id: its length and checksum, each four bytes, then the time, the id and the row. The
 * last record of an id holds.
 */
record LedgerRecord(Instant time, RequestKey key, RequestLedger.Row row) {
    /** Bytes before the content: its length and its checksum. */
    static final int HEAD = 8;
    private static final int LONGEST = 16_000_000; // a mail has at most so many recipients

    /** False for what only a crash, which may leave zeros, or a stranger writes. */
    static boolean isLength(int length) {
        return length > 0 && length <= LONGEST;
    }

    byte[] bytes() throws IOException {
        ByteArrayOutputStream content = new ByteArrayOutputStream(320);
        try (DataOutputStream out = new DataOutputStream(content)) {
            out.writeLong(time.toEpochMilli());
            out.writeUTF(key.sender());
            out.writeUTF(key.id());
            out.writeUTF(row.contentHash());
            Acceptance mail = row.mail();
            out.writeBoolean(mail != null);
            if (mail != null) {
                out.writeUTF(mail.messageId());
                out.write(RecipientsJson.write(mail.recipients()).getBytes(UTF_8));
            }
        }
        byte[] written = content.toByteArray();
        ByteArrayOutputStream all = new ByteArrayOutputStream(HEAD + written.length);
        try (DataOutputStream out = new DataOutputStream(all)) {
            out.writeInt(written.length);
            out.writeInt(checksum(written));
            out.write(written);
        }
        return all.toByteArray();
    }

    /** The record with this content, or null if it is not the one that was written. */
    static @Nullable LedgerRecord of(byte[] content, int checksum) throws IOException {
        return checksum(content) == checksum ? of(content) : null;
    }

    private static LedgerRecord of(byte[] content) throws IOException {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(content))) {
            Instant time = Instant.ofEpochMilli(in.readLong());
            RequestKey key = new RequestKey(in.readUTF(), in.readUTF());
            String contentHash = in.readUTF();
            Acceptance mail = !in.readBoolean()
                    ? null
                    : new Acceptance(
                            Acceptance.Kind.ALREADY_ACCEPTED, in.readUTF(),
                            RecipientsJson.read(new String(in.readAllBytes(), UTF_8)));
            return new LedgerRecord(time, key, new RequestLedger.Row(contentHash, mail));
        }
    }

    private static int checksum(byte[] content) {
        CRC32C sum = new CRC32C();
        sum.update(content);
        return (int) sum.getValue();
    }
}
