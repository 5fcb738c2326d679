// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.notificationgateway.support.Effort;

/** A file spoilt by an editor may hold half a million letters in one value: reading it must not hold up a start. */
class LongValuesTest {
    private static final Duration SOON = Duration.ofSeconds(10); // a quadratic reading takes minutes

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(MailKey.class)
    void aKeyWithOneIsReadSoon(MailKey key) throws Exception {
        List<String> all = List.of("y", "@", "> ", ";", "/", "1", ":");
        int one = key.ordinal() % all.size();
        for (String letters : all.subList(Effort.of(one, 0), Effort.of(one + 1, all.size()))) {
            String known = "\"FromAddress\": \"a@contoso.com\", \"AllowedDomains\": \"contoso.com\", "
                    + "\"UserName\": \"u\", \"Host\": \"h\", \"Password\": \"p\"";
            String without = known.replaceAll("\"" + key.word() + "\": \"[^\"]*\"(, )?", "").replaceAll(", $", "");
            String value = letters.repeat(500_000 / letters.length());
            WrittenHome home = new WrittenHome(folder).with("appsettings.json",
                    "{\"MailSettings\": {" + without + ", \"" + key.word() + "\": \"" + value + "\"}}");
            assertTimeoutPreemptively(SOON, () -> outcome(home), key.word() + " of " + letters);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"99999999999999999999:00:00", "0.0.0.0", "1:1:1:1:1:1:1:1", "03:00:00 "})
    void aLifeOfAResetLinkOfStrangeFormIsReadSoon(String life) throws Exception {
        WrittenHome home = new WrittenHome(folder).with("appsettings.json",
                "{\"MailSettings\": {\"FromAddress\": \"a@contoso.com\", \"Host\": \"h\"}, \"PasswordResetSettings\":"
                        + " {\"TokenBuildingSettings\": {\"ValidFor\": \"" + life.repeat(10_000) + "\"}}}");
        assertEquals("refused", assertTimeoutPreemptively(SOON, () -> outcome(home)));
    }

    @Test
    void aFileAboveAMegabyteIsRefusedUnread() throws Exception {
        WrittenHome home =
                new WrittenHome(folder).with("appsettings.json", "{\"a\": \"" + "y".repeat(1_000_000) + "\"}");
        InvalidSettingsException e = assertThrows(InvalidSettingsException.class, home::load);
        assertTrue(e.getMessage().startsWith("settings file has 1000009 bytes: expected at most 1000000 ("));
    }

    private static String outcome(WrittenHome home) {
        try {
            home.load();
            return "loaded";
        } catch (InvalidSettingsException e) {
            return "refused";
        }
    }
}
