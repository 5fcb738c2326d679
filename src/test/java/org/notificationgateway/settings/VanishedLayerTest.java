// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A settings file that drops out while the gateway runs takes its catch-all with it: nothing may change for that. */
class VanishedLayerTest {
    private static final String LAYER = "appsettings.Production.json";
    private static final String CAUGHT = "{\"MailSettings\": {\"CatchAllAddress\": \"qa@contoso.com\"}}";

    @TempDir
    private Path folder;

    private WrittenHome home;
    private SendersLoader loader;

    @BeforeEach
    void load() throws Exception {
        home = new WrittenHome(folder)
                .with("appsettings.json", "{\"MailSettings\": {\"FromAddress\": \"a@contoso.com\", \"Host\": \"mail\"}}")
                .with("appsettings.agent.json", "{\"MailSettings\": {\"FromAddress\": \"b@contoso.com\", \"Host\": \"mail\"}}")
                .with("appsettings.ops.json", "{\"MailSettings\": {\"FromAddress\": \"c@contoso.com\", \"Host\": \"mail\"}}")
                .with(LAYER, CAUGHT)
                .with("appsettings.agent.Production.json", CAUGHT)
                .with("appsettings.ops.Production.json", CAUGHT);
        loader = home.loader();
        loader.load();
    }

    /** What becomes of a file that somebody replaces, mounts or loses. */
    enum Loss {
        DELETED {
            @Override
            void of(Path file) throws IOException {
                Files.delete(file);
            }
        },
        EMPTIED {
            @Override
            void of(Path file) throws IOException {
                Files.writeString(file, "");
            }
        },
        WITHOUT_A_VALUE {
            @Override
            void of(Path file) throws IOException {
                Files.writeString(file, "{ }");
            }
        },
        A_FOLDER {
            @Override
            void of(Path file) throws IOException {
                Files.delete(file);
                Files.createDirectory(file);
            }
        },
        A_LINK_TO_NOWHERE {
            @Override
            void of(Path file) throws IOException {
                Files.delete(file);
                Files.createSymbolicLink(file, Path.of("nowhere"));
            }
        },
        ITS_FOLDER_RENAMED {
            @Override
            void of(Path file) throws IOException {
                Files.move(file.getParent(), file.getParent().resolveSibling("config.old"));
            }
        };

        abstract void of(Path file) throws IOException;
    }

    @ParameterizedTest
    @EnumSource
    void isRefusedHoweverItWasLost(Loss loss) throws Exception {
        loss.of(home.file(LAYER));
        RuntimeException refusal = assertThrows(RuntimeException.class, loader::reload);
        assertTrue(String.valueOf(refusal.getMessage()).contains(LAYER), refusal::toString);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "appsettings.json", "appsettings.agent.json", "appsettings.ops.json", LAYER, "appsettings.agent.Production.json",
        "appsettings.ops.Production.json"})
    void isNamedWhicheverItIs(String name) throws Exception {
        Files.delete(home.file(name));
        String message = assertThrows(VanishedSettingsException.class, loader::reload).getMessage();
        assertTrue(message.startsWith("settings file " + home.file(name) + " is gone"), message);
        assertThrows(VanishedSettingsException.class, loader::reload, "also at the second look");
    }

    @Test
    void holdsAgainOnceItIsBack() throws Exception {
        Files.delete(home.file(LAYER));
        assertThrows(VanishedSettingsException.class, loader::reload);
        home.with(LAYER, CAUGHT.replace("qa@", "test@"));
        assertEquals("test@contoso.com", loader.reload().of("server").policy().catchAllAddress());
    }

    @Test
    void isConfirmedByARestart() throws Exception {
        Files.delete(home.file(LAYER));
        assertNull(home.loader().load().of("server").policy().catchAllAddress());
    }

    @Test
    void aLinkThatLeadsNowhereStopsTheStart() throws Exception {
        Loss.A_LINK_TO_NOWHERE.of(home.file(LAYER));
        assertThrows(InvalidSettingsException.class, () -> home.loader().load());
    }

    @Test
    void eachWayInWhichAPolicyLoosensIsALine() {
        PolicySettings tight = new PolicySettings(false, List.of("contoso.com"), "qa@contoso.com", null, 5);
        assertEquals(List.of(
                "Enabled is looser: was false, is true",
                "AllowedDomains is looser: was contoso.com, is empty: every domain",
                "CatchAllAddress is looser: was qa@contoso.com, is empty: mail goes to its own recipients",
                "CatchAllCCAddress is looser: was empty, is boss@contoso.com",
                "MaxRecipients is looser: was 5, is 50"),
                Loosening.of(tight, new PolicySettings(true, List.of(), null, "boss@contoso.com", 50)));
        assertEquals(List.of(), Loosening.of(PolicySettings.OPEN, tight), "tighter");
        assertEquals(List.of(), Loosening.of(tight, new PolicySettings(
                false, List.of("CONTOSO.com"), "QA@contoso.com", null, 5)), "the same in other letters");
    }
}
