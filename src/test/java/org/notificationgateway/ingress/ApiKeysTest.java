// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.ingress;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.notificationgateway.intake.Digest;

/** Who can send mail as the company must show a key, and a file of keys must be of no use to its thief. */
class ApiKeysTest {
    private static final String SERVER_KEY = "server-key-1";
    private static final String AGENT_KEY = "schlüssel-2";

    private Path file;

    @BeforeEach
    void nameTheFile(@TempDir Path folder) {
        file = folder.resolve("api-keys");
    }

    @Nested
    class WithoutKeys {
        @Test
        void everybodyIsLetIn() throws Exception {
            ApiKeys none = ApiKeys.load(new ApiKeyFile(file));
            assertFalse(none.required());
            assertDoesNotThrow(() -> none.admit(null, null));
            assertDoesNotThrow(() -> none.admit("anything", "Basic x"));
        }

        @Test
        void aFileOfCommentsAsksForNone() throws Exception {
            assertFalse(keys("# name:sha256 of the key\n\n   \n").required());
        }
    }

    @Nested
    class WithKeys {
        private ApiKeys keys;

        @BeforeEach
        void load() throws IOException {
            keys = keys("# two callers\nserver:%s\n\n  agent-1.b_c:%s  \n"
                    .formatted(Digest.hex(SERVER_KEY), Digest.hex(AGENT_KEY)));
        }

        @Test
        void oneIsRequired() {
            assertTrue(keys.required());
        }

        @ParameterizedTest(name = "{0} {1}")
        @CsvSource({
            SERVER_KEY + ",", AGENT_KEY + ",", SERVER_KEY + ", Basic x",
            ", Bearer " + SERVER_KEY, ", bearer " + AGENT_KEY
        })
        void whoShowsOneIsLetIn(String apiKey, String authorization) {
            assertDoesNotThrow(() -> keys.admit(apiKey, authorization));
        }

        @ParameterizedTest(name = "{0} {1}")
        @CsvSource({
            ",", "'',", "canary,", "SERVER-KEY-1,", "server-key-1x,", "server-key-,", "server,", "agent-1.b_c,",
            ", Bearer", ", 'Bearer '", ", Bearer canary", ", Basic " + SERVER_KEY, ", Bearer Bearer " + SERVER_KEY,
            "canary, Bearer " + SERVER_KEY
        })
        void whoShowsNoneIsTurnedAwayInTheSameWords(String apiKey, String authorization) { // S12, S14
            var e = assertThrows(UnauthorizedException.class, () -> keys.admit(apiKey, authorization));
            assertEquals("no valid API key", e.getMessage());
        }

        @Test
        void theHashItselfOpensNothing() {
            assertThrows(UnauthorizedException.class, () -> keys.admit(Digest.hex(SERVER_KEY), null));
        }
    }

    @Nested
    class AChangedFile {
        private ApiKeys keys;

        @BeforeEach
        void load() throws IOException {
            keys = keys("server:" + Digest.hex(SERVER_KEY) + "\n");
        }

        @Test
        void holdsFromTheNextCallerOn() throws Exception {
            new ApiKeyFile(file).add(ApiKey.of("agent", AGENT_KEY, Set.of("agent"), Set.of(Right.SEND)));
            assertDoesNotThrow(() -> keys.admit(AGENT_KEY, null));
            new ApiKeyFile(file).remove("server");
            assertThrows(UnauthorizedException.class, () -> keys.admit(SERVER_KEY, null));
            assertDoesNotThrow(() -> keys.admit(AGENT_KEY, null));
        }

        @ParameterizedTest(name = "file {index}")
        @ValueSource(strings = {"", "# no key\n", "server:canary\n", "\0\1\2"})
        void thatCannotHoldLeavesTheKeysAsTheyWere(String text) throws Exception {
            Files.writeString(file, text);
            assertOldKeysHold();
        }

        @Test
        void orOneThatIsGoneOrCannotBeReadDoesToo() throws Exception {
            Files.delete(file);
            assertOldKeysHold();
            Files.createDirectory(file);
            assertOldKeysHold();
        }

        @Test
        void closesADoorThatStoodOpen() throws Exception {
            Files.delete(file);
            ApiKeys none = ApiKeys.load(new ApiKeyFile(file));
            assertDoesNotThrow(() -> none.admit(null, null));
            new ApiKeyFile(file).add(ApiKey.of("server", SERVER_KEY, Set.of("server"), Set.of(Right.SEND)));
            assertThrows(UnauthorizedException.class, () -> none.admit(null, null));
        }

        private void assertOldKeysHold() {
            assertTrue(keys.required());
            assertDoesNotThrow(() -> keys.admit(SERVER_KEY, null));
            assertThrows(UnauthorizedException.class, () -> keys.admit(null, null));
        }
    }

    @Nested
    class ACaller {
        @Test
        void isNamedByTheKey() throws Exception {
            ApiKeys keys = keys("a:" + Digest.hex(SERVER_KEY) + "\nb:" + Digest.hex(AGENT_KEY) + "\n");
            assertEquals("a", keys.admit(SERVER_KEY, null));
            assertEquals("b", keys.admit(null, "Bearer " + AGENT_KEY));
            assertEquals(ApiKeys.ANYONE, keys("").admit(null, null));
        }
    }

    @Nested
    class AKeysRights {
        private static final String HELPDESK = "helpdesk:%s senders=server,hr rights=send,read%n".formatted(Digest.hex(SERVER_KEY));

        @Test
        void areThoseOfItsLine() throws Exception {
            ApiKey helpdesk = keys(HELPDESK).of("helpdesk");
            assertEquals(Set.of(Right.SEND, Right.READ), helpdesk.rights());
            assertEquals(Optional.empty(), helpdesk.objection(Right.SEND, "hr"));
            assertEquals(Optional.of("needs the right send for sender agent: the key helpdesk has it for server, hr"),
                    helpdesk.objection(Right.SEND, "agent"));
            assertEquals(Optional.of("needs the right operate: the key helpdesk has send, read"),
                    helpdesk.objection(Right.OPERATE));
            assertEquals(helpdesk.objection(Right.OPERATE), helpdesk.objection(Right.OPERATE, "server"));
        }

        @Test
        void holdForItsSendersAlone() throws Exception {
            ApiKey helpdesk = keys(HELPDESK).of("helpdesk");
            assertTrue(helpdesk.has("server") && helpdesk.has("hr"));
            assertFalse(helpdesk.has("agent") || helpdesk.has("Server") || helpdesk.has(null));
            assertTrue(keys(HELPDESK.replace("server,hr", "*")).of("helpdesk").has(null), "also what nobody knows");
        }

        @Test
        void neverQuoteWhatIsNoNameOfASender() throws Exception {
            assertEquals(Optional.of("needs the right send for this sender: the key helpdesk has it for server, hr"),
                    keys(HELPDESK).of("helpdesk").objection(Right.SEND, "canary: \n"));
        }

        @Test
        void areAllInALineOfTheTimeBeforeThem() throws Exception {
            ApiKeys keys = keys("b:" + Digest.hex(AGENT_KEY) + "\n" + HELPDESK);
            for (Right right : Right.values()) {
                assertEquals(Optional.empty(), keys.of("b").objection(right, "any"));
            }
            assertEquals(1, keys.warnings().size());
            assertTrue(keys.warnings().get(0).startsWith("API keys without rights may do everything for every sender: b; "),
                    keys.warnings().toString());
            assertEquals(List.of(), keys(HELPDESK).warnings());
        }

        @Test
        void areNoneOnceItIsGoneAndAllWhileNoneIsAskedFor() throws Exception {
            assertEquals(Optional.of("needs the right send: the key gone has none"),
                    keys(HELPDESK).of("gone").objection(Right.SEND, "server"));
            assertEquals(Optional.empty(), keys("").of(ApiKeys.ANYONE).objection(Right.OPERATE, "any"));
        }

        @Test
        void areWrittenAsTheyAreRead() throws Exception {
            ApiKey added = ApiKey.of("ops", "secret", new LinkedHashSet<>(List.of("server", "agent")), Set.of(Right.OPERATE, Right.READ));
            new ApiKeyFile(file).add(added);
            assertEquals("ops:" + Digest.hex("secret") + " senders=server,agent rights=read,operate\n", Files.readString(file));
            assertEquals(Map.of("ops", added), new ApiKeyFile(file).read());
        }

        @ParameterizedTest(name = "{0}")
        @CsvSource(delimiter = '|', value = {
            "senders=server|is malformed", "rights=send|is malformed", "rights=send senders=server|is malformed",
            "senders= rights=send|is malformed", "senders=server rights=|is malformed", "senders=server rights=send x|is malformed",
            "senders=server,,agent rights=send|has a sender that is none", "senders=ser/ver rights=send|has a sender that is none",
            "senders=server rights=canary|has a right that is none", "senders=server rights=send,|has a right that is none",
            "senders=server rights=SEND|has a right that is none"
        })
        void thatCannotBeReadAreRefusedByLine(String rest, String fault) {
            var e = assertThrows(IllegalArgumentException.class, () -> keys("# keys\na:" + Digest.hex("a") + " " + rest));
            assertTrue(e.getMessage().startsWith("API key in line 2 " + fault + ": expected")
                    && e.getMessage().endsWith("(" + file + ")"), e.getMessage());
            assertFalse(e.getMessage().contains("canary"), e.getMessage());
        }

        @Test
        void areOfNoKeyNamedAnyone() {
            assertThrows(IllegalArgumentException.class, () -> keys("anyone:" + Digest.hex(SERVER_KEY)));
        }
    }

    @Nested
    class AMalformedLine {
        @ParameterizedTest(name = "{0}")
        @ValueSource(strings = {"canary-key", "server:canary", "server=", ":0000", "two words:0000", "server:ABCDEF"})
        void isRefusedByItsNumberAndNeverShown(String line) {
            var e = assertThrows(IllegalArgumentException.class,
                    () -> keys("# keys\nserver:" + Digest.hex(SERVER_KEY) + "\n" + line + "\n"));
            assertAll(
                    () -> assertTrue(e.getMessage().startsWith("API key in line 3 is malformed: expected"),
                            e.getMessage()),
                    () -> assertTrue(e.getMessage().contains(file.toString())),
                    () -> assertFalse(e.getMessage().contains(line)));
        }

        @Test
        void orANameThatStandsTwiceIsRefused() {
            String hash = Digest.hex(SERVER_KEY);
            var e = assertThrows(IllegalArgumentException.class, () -> keys("a:" + hash + "\na:" + hash));
            assertTrue(e.getMessage().startsWith("API key in line 2 has the name of another: expected"), e.getMessage());
        }

        @Test
        void orAHashInCapitalsOrOfAnotherLengthIsRefused() {
            String hash = Digest.hex(SERVER_KEY);
            assertAll(
                    () -> assertThrows(IllegalArgumentException.class, () -> keys("a:" + hash + "0")),
                    () -> assertThrows(IllegalArgumentException.class, () -> keys("a:" + hash.substring(1))),
                    () -> assertThrows(IllegalArgumentException.class, () -> keys("a:A" + hash.substring(1))),
                    () -> assertThrows(IllegalArgumentException.class, () -> keys("n".repeat(65) + ":" + hash)));
        }
    }

    private ApiKeys keys(String text) throws IOException {
        return ApiKeys.load(new ApiKeyFile(Files.writeString(file, text)));
    }
}
