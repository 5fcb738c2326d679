// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JournalFilesTest {
    @TempDir
    private Path journal;

    @ParameterizedTest
    @ValueSource(strings = {"activemq-data-11.amq.cmp", "activemq-data-11.amq.tmp"})
    void aFileThatHasGotItsLastNameIsNotGone(String before) throws IOException {
        assertEquals(List.of(), JournalFiles.missing(List.of(Files.createFile(journal.resolve(before)))));
        Files.move(journal.resolve(before), journal.resolve("activemq-data-11.amq"));
        assertEquals(List.of(), JournalFiles.missing(List.of(journal.resolve(before))));
    }

    @Test
    void aFileThatIsThereByNeitherNameIsGone() throws IOException {
        Files.createFile(journal.resolve("activemq-data-12.amq"));
        List<Path> gone = List.of(journal.resolve("activemq-data-11.amq.cmp"), journal.resolve("activemq-data-11.amq"));
        assertEquals(gone, JournalFiles.missing(gone));
    }
}
