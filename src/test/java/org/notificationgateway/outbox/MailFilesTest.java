// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.notificationgateway.outbox.ledger.MailToken;

/** A large mail's file is whole or not there, and nothing but a token names it. */
class MailFilesTest {
    private static final String TOKEN = MailToken.next(Instant.now());

    @TempDir
    private Path folder;

    private MailFiles files;

    @BeforeEach
    void open() throws IOException {
        files = new MailFiles(folder.resolve("mails"));
        files.open();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 131_071, 131_072, 131_073, 1_000_000})
    void comesBackAsItWas(int size) throws IOException {
        byte[] mail = new byte[size];
        new Random(size).nextBytes(mail);
        MailFile file = files.write(TOKEN, mail);
        files.force();
        assertEquals(size, file.size());
        assertArrayEquals(mail, files.read(TOKEN, file));
    }

    @Test
    void aSecondWriteReplacesTheFirst() throws IOException {
        files.write(TOKEN, new byte[100]);
        MailFile second = files.write(TOKEN, new byte[200]);
        assertEquals(200, files.read(TOKEN, second).length);
    }

    @Test
    void aWriteThatFailsLeavesNothing() throws IOException {
        Files.createDirectories(folder.resolve("mails/" + TOKEN + ".mail.part/in the way"));
        assertThrows(IOException.class, () -> files.write(TOKEN, new byte[100]));
        assertFalse(Files.exists(folder.resolve("mails/" + TOKEN + ".mail")));
    }

    @Test
    void whatAKilledProcessHadBegunIsRemoved() throws IOException {
        Path part = Files.writeString(folder.resolve("mails/" + TOKEN + ".mail.part"), "half");
        files.open();
        assertFalse(Files.exists(part));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "..", "../../etc/passwd", "A0000000000000000000000000000000", "0000"})
    void nothingButATokenBecomesAPath(String name) {
        assertThrows(IllegalArgumentException.class, () -> files.write(name, new byte[1]));
        assertThrows(IllegalArgumentException.class, () -> files.delete(name));
    }

    @Test
    void whatIsSetAsideIsKeptAndNoMailAnyMore() throws IOException {
        files.write(TOKEN, new byte[100]);
        Path kept = files.setAside(TOKEN);
        List<String> left = new ArrayList<>();
        files.forEach(left::add);
        assertEquals(List.of(), left);
        assertTrue(Files.exists(kept));
    }
}
