// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.notificationgateway.ingress.ApiKeyFile;
import org.notificationgateway.ingress.ApiKeys;
import org.notificationgateway.support.TestHome;
import picocli.CommandLine;

/** Keys are made strong, shown once, kept as hashes that their owner alone can read, and withdrawn by name. */
class KeyCommandTest {
    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void makeHome() {
        file = new TestHome(folder).path("config/api-keys");
    }

    @Test
    void aNewKeyHas256RandomBitsAndOpensTheDoor() throws Exception {
        Outcome one = run("add", "helpdesk");
        Outcome two = run("add", "identity.server-1");
        assertEquals(0, one.exit());
        assertEquals(32, Base64.getUrlDecoder().decode(one.out().strip()).length);
        assertNotEquals(one.out(), two.out());
        ApiKeys keys = ApiKeys.load(new ApiKeyFile(file));
        keys.admit(one.out().strip(), null);
        assertEquals("identity.server-1", keys.admit(null, "Bearer " + two.out().strip()));
    }

    @Test
    void theFileHoldsHashesForItsOwnerAlone() throws Exception {
        Files.writeString(file, "# who may come in\n\n");
        String key = run("add", "helpdesk").out().strip();
        String text = Files.readString(file);
        assertTrue(text.matches("# who may come in\n\nhelpdesk:[0-9a-f]{64} senders=server rights=send\n"), text);
        assertFalse(text.contains(key));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        try (var all = Files.list(file.getParent())) {
            assertEquals(List.of(), all.filter(path -> path.toString().endsWith(".new")).toList());
        }
    }

    @Test
    void namesSendersAndRightsAreListedAndNothingElse() throws Exception {
        Files.writeString(file, "old:" + "0".repeat(64) + "\n");
        run("add", "a");
        run("add", "b", "--sender", "server,agent", "--rights", "read,operate");
        run("add", "c", "--sender", "*");
        assertEquals("""
                old senders=* rights=send,read,operate (a line without rights)
                a senders=server rights=send
                b senders=server,agent rights=read,operate
                c senders=* rights=send
                """, run("list").out());
    }

    @Test
    void whatIsNoSenderOrNoRightIsRefused() {
        for (String senders : List.of("server,a b", "server,,agent", "a:b", "")) {
            assertRefused(run("add", "a", "--sender", senders), "--sender is malformed: expected names of senders");
        }
        for (String rights : List.of("send,all", "Send", "")) {
            Outcome wrong = run("add", "a", "--rights", rights);
            assertEquals(2, wrong.exit());
            assertTrue(wrong.err().matches("(?s)Invalid value for option '--rights'.*send.*read.*operate.*"), wrong.err());
        }
        assertFalse(Files.exists(file));
    }

    @Test
    void aKeyIsWithdrawnByItsName() {
        run("add", "a");
        run("add", "b");
        assertEquals(new Outcome(0, "", ""), run("remove", "a"));
        assertEquals("b senders=server rights=send\n", run("list").out());
    }

    @ParameterizedTest(name = "add {0}")
    @ValueSource(strings = {"", " ", "a:b", "a b", "anyone", "ä", "../x", "a\nb"})
    void aMalformedNameIsRefused(String name) {
        assertRefused(run("add", name), "key name is malformed: expected 1 to 64 letters");
        assertFalse(Files.exists(file));
    }

    @Test
    void whatCannotBeIsRefusedAndChangesNothing() throws Exception {
        assertEquals(0, run("add", "a").exit());
        String before = Files.readString(file);
        assertRefused(run("add", "a"), "key name is taken: expected another name");
        assertRefused(run("remove", "b"), "key name is unknown: expected one of [a]");
        assertRefused(run("remove", "a"), "key name is that of the last key: expected another key first");
        assertEquals(before, Files.readString(file));
    }

    @Test
    void aMalformedFileIsLeftAlone() throws Exception {
        Files.writeString(file, "a:canary\n");
        assertRefused(run("add", "b"), "API key in line 1 is malformed");
        assertRefused(run("list"), "API key in line 1 is malformed");
        assertEquals("a:canary\n", Files.readString(file));
    }

    @Test
    void aSecondWriterIsKeptOut() throws Exception {
        Files.createFile(file.resolveSibling("api-keys.new"));
        assertRefused(run("add", "a"), "expected no other change under way");
    }

    private static void assertRefused(Outcome outcome, String words) {
        assertEquals(1, outcome.exit());
        assertTrue(outcome.err().startsWith("gateway: ") && outcome.err().contains(words), outcome.err());
        assertTrue(outcome.err().contains("api-keys") && outcome.err().lines().count() == 1, outcome.err());
        assertEquals("", outcome.out());
    }

    private Outcome run(String... arguments) {
        List<String> words = new ArrayList<>(List.of(arguments));
        words.addAll(List.of("--home", folder.toString()));
        PrintStream standardOut = System.out;
        PrintStream standardErr = System.err;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        System.setOut(new PrintStream(out, true, UTF_8));
        System.setErr(new PrintStream(err, true, UTF_8));
        try {
            int exit = new CommandLine(new KeyCommand()).execute(words.toArray(String[]::new));
            return new Outcome(exit, out.toString(UTF_8), err.toString(UTF_8));
        } finally {
            System.setOut(standardOut);
            System.setErr(standardErr);
        }
    }

    private record Outcome(int exit, String out, String err) {}
}
