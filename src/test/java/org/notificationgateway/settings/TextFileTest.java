// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.settings;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Text files come from any editor; what is read is what was meant, or the line that cannot be is named. */
class TextFileTest {
    private static final String TEXT = "größe = 1\r\nname = Zoë 漢 😀\n";

    @TempDir
    private Path folder;

    @Test
    void isReadWithAndWithoutAMark() throws Exception {
        for (Charset charset : List.of(UTF_8, UTF_16LE, UTF_16BE)) {
            assertEquals(TEXT, TextFile.read(written(("\uFEFF" + TEXT).getBytes(charset))), charset.name());
            assertEquals(TEXT, TextFile.read(written(("\uFEFF\uFEFF" + TEXT).getBytes(charset))), "F1: two of " + charset.name());
        }
        assertEquals(TEXT, TextFile.read(written(TEXT.getBytes(UTF_8))));
        assertEquals("", TextFile.read(written(new byte[0])));
    }

    @ParameterizedTest(name = "{0} at line {2}")
    @CsvSource({"windows-1252, Zoë, 1", "windows-1252, a\\nb\\r\\nZoë, 3", "UTF-16LE, ab, 1", "UTF-16BE, ab, 1"})
    void ofAnotherEncodingNamesTheLine(String charset, String text, int line) throws Exception {
        Path file = written(text.replace("\\n", "\n").replace("\\r", "\r").getBytes(Charset.forName(charset)));
        assertEquals("is not UTF-8 text at line " + line,
                assertThrows(TextFile.NotTextException.class, () -> TextFile.read(file)).getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "ingress.file.directory = C:\\mail\\inbox", "ingress.file.directory=C:\\usercube", "x = C:\\temp", "x : \\\\server\\share",
        "x = C:\\\\mail\\new", "x = a\\\n  b\\c", "x = \\u12"})
    void propertiesWithASingleBackslashAreRefused(String line) throws Exception {
        Path file = written(("# C:\\comment\n" + line + "\n").getBytes(UTF_8));
        List<Fault> faults = assertThrows(InvalidSettingsException.class, () -> PropertiesFile.read(file)).faults();
        assertEquals(1, faults.size(), faults.toString());
        assertEquals("has a single backslash", faults.get(0).seen());
        assertEquals(file + ":" + (line.contains("\n") ? 3 : 2), faults.get(0).where());
    }

    @Test
    void propertiesKeepWhatIsEscaped() throws Exception {
        Path file = written("\uFEFFfirst = 1\npath = C:\\\\mail\\\\inbox\ntwo\\ words = \\u00fc\\:\\=\\#\\!\nlong = a,\\\n  b\n".getBytes(UTF_8));
        assertEquals(Map.of("first", "1", "path", "C:\\mail\\inbox", "two words", "ü:=#!", "long", "a,b"), PropertiesFile.read(file));
    }

    @Test
    void propertiesInUtf16AreRefused() throws Exception {
        Path file = written("\uFEFFa = 1\n".getBytes(UTF_16LE));
        assertEquals("settings file is UTF-16: expected a file saved as UTF-8 (" + file + ":1)",
                assertThrows(InvalidSettingsException.class, () -> PropertiesFile.read(file)).getMessage());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "C:mail, ' with / or \\ after the drive, such as C:/mail'", "/var/mail, ''",
        "/var/ü, ' (letters beyond ASCII need a locale of UTF-8, such as LC_ALL=C.UTF-8; here it is POSIX)'"})
    void aPathThatCannotBeIsExplained(String path, String hint) {
        assertEquals(hint, PathHint.of(path, Map.of("LC_ALL", "", "LANG", "POSIX")));
    }

    private Path written(byte[] bytes) throws Exception {
        return Files.write(folder.resolve("file"), bytes);
    }
}
