// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Nobody should have to guess what a settings file does, so each key has files here with all they lead to.
 *
 * <p>A case is a folder {@code KEY/NAME} of {@code src/test/resources/settings}: {@code appsettings*.json} go to
 * {@code config/}, {@code environment.properties} are environment variables, other files lie in the home, and {@code
 * expected.txt} is what {@code explain} says of server and agent, or the faults. What a failing case really gave lies
 * in {@code target/settings/KEY/NAME.txt}.
 */
class GoldenSettingsTest {
    private static final Path PROJECT = Path.of(System.getProperty("gateway.project", ""));
    private static final Path CASES = PROJECT.resolve("src/test/resources/settings");
    /** Settings beside MailSettings that concern mail, and the format of the file itself. */
    private static final List<String> NEIGHBOURS = List.of("ValidFor", "Cultures", "UseEncryptedAppsettings", "Format");

    @TempDir
    private Path folder;

    static Stream<String> cases() throws IOException {
        try (Stream<Path> all = Files.walk(CASES)) {
            List<String> names = all.filter(path -> path.getFileName().toString().equals("appsettings.json"))
                    .map(path -> CASES.relativize(path.getParent()).toString().replace('\\', '/'))
                    .sorted()
                    .toList();
            return names.stream();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void aFileLeadsToWhatItsCaseSays(String name) throws IOException {
        String expected = Files.readString(CASES.resolve(name).resolve("expected.txt")).replace("\r\n", "\n");
        String actual = outcome(copy(CASES.resolve(name)));
        if (!expected.equals(actual)) {
            Path kept = PROJECT.resolve("target/settings").resolve(name + ".txt");
            Files.createDirectories(kept.getParent());
            Files.writeString(kept, actual);
            fail(name + " leads to something else (whole in " + kept + "):\n" + difference(expected, actual));
        }
    }

    @Test
    void everyKeyHasACase() throws IOException {
        Set<String> wanted = Arrays.stream(MailKey.values()).map(MailKey::word)
                .collect(Collectors.toCollection(TreeSet::new));
        wanted.addAll(NEIGHBOURS);
        assertEquals(wanted, cases().map(name -> name.substring(0, name.indexOf('/')))
                .collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    void aDifferenceShowsOnlyTheLinesThatDiffer() {
        assertEquals("  …\n- b\n- c\n+ x\n  …\n", difference("a\nb\nc\nd\n", "a\nx\nd\n"));
        assertEquals("  …\n+ b\n", difference("a\n", "a\nb\n"));
    }

    private WrittenHome copy(Path from) throws IOException {
        WrittenHome home = new WrittenHome(folder.resolve("home"));
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                if (name.equals("environment.properties")) {
                    Properties variables = new Properties();
                    variables.load(new StringReader(Files.readString(file)));
                    variables.stringPropertyNames().forEach(key -> home.variable(key, variables.getProperty(key)));
                } else if (!name.equals("expected.txt")) {
                    Path copy = Files.copy(file, name.startsWith("appsettings") ? home.file(name) : home.path(name));
                    PosixFileAttributeView rights = Files.getFileAttributeView(copy, PosixFileAttributeView.class);
                    if (rights != null) { // whatever the checkout gave it
                        rights.setPermissions(PosixFilePermissions.fromString("rw-------"));
                    }
                }
            }
        }
        return home;
    }

    private String outcome(WrittenHome home) {
        try {
            Senders senders = home.load();
            String server = text(senders.of(Senders.DEFAULT));
            String agent = text(senders.of(Senders.AGENT));
            boolean same = server.replace("sender server", "sender agent").equals(agent);
            return anonymous(server + "\n" + (same ? "sender agent: the same\n" : agent));
        } catch (InvalidSettingsException e) {
            return anonymous(e.faults().stream().map(fault -> "fault: " + fault + "\n").collect(Collectors.joining()));
        }
    }

    private static String text(MailSettings settings) {
        return new Explanation(settings, List.of()).text()
                + (settings.validFor() == null ? "" : "  valid for " + settings.validFor() + "\n");
    }

    private String anonymous(String text) {
        return text.replace("\r\n", "\n")
                .replace(folder.resolve("home").toString(), "HOME").replace(folder.toString(), "PARENT");
    }

    /** What differs between equal beginnings and equal ends. */
    private static String difference(String expected, String actual) {
        List<String> lost = new ArrayList<>(expected.lines().toList());
        List<String> found = new ArrayList<>(actual.lines().toList());
        StringBuilder text = new StringBuilder();
        int start = 0;
        while (start < Math.min(lost.size(), found.size()) && lost.get(start).equals(found.get(start))) {
            start++;
        }
        int end = 0;
        while (end < Math.min(lost.size(), found.size()) - start
                && lost.get(lost.size() - 1 - end).equals(found.get(found.size() - 1 - end))) {
            end++;
        }
        text.append(start > 0 ? "  …\n" : "");
        lost.subList(start, lost.size() - end).forEach(line -> text.append("- ").append(line).append('\n'));
        found.subList(start, found.size() - end).forEach(line -> text.append("+ ").append(line).append('\n'));
        return text.append(end > 0 ? "  …\n" : "").toString();
    }
}
