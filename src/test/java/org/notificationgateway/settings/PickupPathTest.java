// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Host may be a server or a directory; a wrong guess would send mail to a file, or files to nowhere. */
class PickupPathTest {
    private static final Path HOME = Path.of("/srv/gateway");

    @Nested
    class AHost {
        @ParameterizedTest(name = "{0}")
        @ValueSource(strings = {
            "smtp.contoso.com", "localhost", "mail", "Mails", "m", "10.0.0.1", "127.0.0.1", "::1", "fe80::1",
            "[fe80::1]", "[::1]",
            "a::1", "f:0:0:0:0:0:0:1", "xn--mller-kva.example", "müller.example", " smtp.contoso.com ", "...", "file",
            "files.contoso.com"
        })
        void isAServer(String host) {
            assertFalse(PickupPath.looksLikePath(host));
        }

        @ParameterizedTest(name = "{0}")
        @ValueSource(strings = {
            "C:/Temp/identitymanagerContosoPickup", "C:\\Temp\\Pickup", "c:/", "C:", "C:Mails", "z:\\",
            "\\\\srv\\share", "//srv/share",
            "\\\\?\\C:\\x", "/var/x", "/", "./x", "../Mails", "x/y", "x\\y", ".", "..", "file:///x", "FILE:///C:/x",
            " ./x ", "~/x"
        })
        void isADirectory(String path) {
            assertTrue(PickupPath.looksLikePath(path));
        }
    }

    @Nested
    class ADirectory {
        @ParameterizedTest(name = "{0} is {1}")
        @CsvSource({
            "/var/x, /var/x", "/var/../var/x/, /var/x", "data/pickup, /srv/gateway/data/pickup", "./x, /srv/gateway/x",
            "../Mails, /srv/Mails", "., /srv/gateway", "Mails, /srv/gateway/Mails", "' /var/x ', /var/x",
            "file:///var/x, /var/x",
            "file:///var/with%20space, /var/with space", "File:/var/x, /var/x"
        })
        void isAbsoluteAndLiesBelowTheHomeWhenItIsRelative(String value, Path directory) {
            assertEquals(directory.toAbsolutePath(), PickupPath.resolve(HOME, value));
        }

        @ParameterizedTest(name = "{0}")
        @ValueSource(strings = {"C:/Temp/Pickup", "C:\\Temp\\Pickup", "C:", "\\\\srv\\share", "x\\y"})
        void ofWindowsStaysForeignElsewhere(String value) {
            Path directory = PickupPath.resolve(HOME, value);
            assertFalse(directory.isAbsolute());
            assertEquals(value, directory.toString());
        }

        @ParameterizedTest(name = "case {index}")
        @ValueSource(strings = {"file:x", "file://server/x", "file:///a b", "a\u0000b", "file:", "file:///%00", "C:Pickup", "x:mail/in"})
        void thatNoPathCanBeIsRefused(String value) {
            assertThrows(IllegalArgumentException.class, () -> PickupPath.resolve(HOME, value));
        }
    }
}
