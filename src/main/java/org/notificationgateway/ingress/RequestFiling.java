// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.ingress;

import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.intake.IntakeResult;

/** Files requests in JSON: in {@code .accepted}, unless they are sensitive, or in {@code .rejected} with the reason beside them. */
final class RequestFiling implements Filing {
    static final String ACCEPTED = ".accepted";
    private static final String REJECTED = ".rejected";
    private static final int LOOKS_AT_A_CUT_FILE = 10;

    private final Clock clock;

    /** @param clock of the machine, for time stamps */
    RequestFiling(Clock clock) {
        this.clock = clock;
    }

    @Override
    public String door() {
        return "file door";
    }

    @Override
    public String suffix() {
        return ".json";
    }

    @Override
    public String idPrefix() {
        return "file-";
    }

    @Override
    public List<String> folders() {
        return List.of(ACCEPTED, REJECTED);
    }

    @Override
    public boolean isClosed(Path file) {
        return true; // half of a request shows
    }

    @Override
    public boolean looksInPlace() {
        return false;
    }

    @Override
    public boolean isCut(byte[] content) {
        return UnfinishedFileException.isCut(content);
    }

    @Override
    public boolean isGivenUp(int looks, Duration waited) {
        return looks >= LOOKS_AT_A_CUT_FILE;
    }

    /** Beside it goes what was refused of an array. What is sensitive is deleted: its mail is in the outbox now. */
    @Override
    public void accept(Folders folders, Path claimed, String name, IntakeResult answer) throws IOException {
        try (HeldFolder accepted = folders.below(ACCEPTED)) {
            Path kept = answer.mayBeKept() ? keep(folders, accepted, claimed, name)
                    : keepRest(folders, accepted, claimed, name, answer.rest());
            if (answer.isPartlyRefused() && kept != null) {
                InboxFiles.writeFree(accepted, Filing.errorsOf(kept.toString()), answer.json());
            }
        }
    }

    private Path keep(Folders folders, HeldFolder accepted, Path claimed, String name) throws IOException {
        try (HeldFolder claims = folders.claims()) {
            // The move first: should it fail, the time stamp, which is part of the id, must still be the same.
            Path kept = InboxFiles.moveFree(claims, claimed, accepted, name);
            InboxFiles.onlyOwner(accepted, kept);
            accepted.times(kept).setTimes(FileTime.from(clock.instant()), null, null); // purge counts from acceptance
            return kept;
        }
    }

    /** A new file first: a crash before the claim is gone costs a repeat, which changes nothing. */
    private static @Nullable Path keepRest(
            Folders folders, HeldFolder accepted, Path claimed, String name, byte @Nullable [] rest) throws IOException {
        Path kept = rest == null ? null : InboxFiles.writeFree(accepted, name, rest);
        try (HeldFolder claims = folders.claims()) {
            claims.delete(claimed);
        }
        return kept;
    }

    @Override
    public void refuse(Folders folders, Path claimed, String name, byte[] problem) throws IOException {
        try (HeldFolder claims = folders.claims(); HeldFolder rejected = folders.below(REJECTED)) {
            InboxFiles.onlyOwner(claims, claimed);
            Path refused = InboxFiles.moveFree(claims, claimed, rejected, name);
            InboxFiles.writeFree(rejected, Filing.errorsOf(refused.toString()), problem);
        }
    }
}
