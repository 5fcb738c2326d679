// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.acceptance;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.notificationgateway.NotificationGateway;
import org.notificationgateway.support.Effort;
import org.notificationgateway.support.TestGateway;
import org.notificationgateway.support.TestHome;

/** Files as an editor of Windows leaves them, and folders as people name them: used as meant, or one line says what is wrong. */
class FilesOfWindowsIT {
    @TempDir
    private Path folder;

    private TestHome home;

    @BeforeEach
    void makeHome() {
        home = new TestHome(folder);
    }

    @ParameterizedTest(name = "F1: {index} of them")
    @ValueSource(strings = {"\uFEFF", "\uFEFF\uFEFF"})
    void markBeforeTheFirstPropertyIsNoPartOfIt(String mark) throws Exception {
        home.write("config/application.properties", mark + "ingress.http.enabled = false\n");
        try (TestGateway gateway = TestGateway.start(home)) {
            assertEquals("false", gateway.context().resolvePropertyPlaceholders("{{ingress.http.enabled}}"));
            assertEquals(null, gateway.context().getRoute("ingress-http"));
        }
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "windows-1252, a = 1\\ngateway.broker.username = Zoë, 2, is not UTF-8 text at line 2",
        "UTF-16LE, ?a = 1, 1, is UTF-16",
        "UTF-8, ingress.file.directory = C:\\usercube\\inbox, 1, / or \\\\ in a path",
        "UTF-8, ingress.file.directory = C:\\mail\\inbox, 1, / or \\\\ in a path"})
    void propertiesThatCannotBeMeantSoAreOneLineOfRunAndOfCheck(String charset, String text, int line, String words) throws Exception {
        byte[] bytes = text.replace("\\n", "\n").replace('?', '\uFEFF').getBytes(Charset.forName(charset));
        Path file = Files.write(home.path("config/application.properties"), bytes);
        for (String command : new String[] {"run", "check", "explain"}) {
            assertRefused(command, words, file + ":" + line);
        }
    }

    @Test
    void checkReadsFilesWithTwoMarksAsWithOne() {
        home.write("config/application.properties", "\uFEFF\uFEFFdelivery.retry-delays = soon\n")
                .write("config/appsettings.json", "\uFEFF\uFEFF{ \"MailSettings\": { \"FromAddress\": \"nobody\" } }");
        String output = execute("check", folder.toString(), 1);
        assertTrue(output.contains("delivery.retry-delays is 'soon'") && output.contains("FromAddress has no @"), output);
        assertFalse(output.contains("JSON"), output);
    }

    @Test
    void checkNamesTheFaultsOfOtherFilesBesideThoseOfTheProperties() {
        home.write("config/application.properties", "x = C:\\mail\ny = C:\\inbox\n").server("{ \"Port\": \"x\" }");
        String output = execute("check", folder.toString(), 1);
        assertTrue(output.contains(":1)") && output.contains(":2)") && output.contains("MailSettings:Host is missing"), output);
        assertTrue(output.lines().allMatch(line -> line.startsWith("gateway: ")), output);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ingress.file.directory", "gateway.data-directory", "delivery.smtp.trust"})
    void pathWithoutASeparatorBehindItsDriveIsRefused(String key) throws Exception {
        home.write("config/application.properties", key + " = X:mail\n");
        for (String command : new String[] {"run", "check"}) {
            assertRefused(command, key + " is 'X:mail': expected a path of this system with / or \\ after the drive", "");
        }
    }

    @ParameterizedTest(name = "F4: {1}")
    @CsvSource(ignoreLeadingAndTrailingWhitespace = false, value = {
        "sesame\u00A0,ends with a character that nobody sees (U+00A0)", "sesame\u2003\\n,ends with a character that nobody sees (U+2003)",
        "\u200Bsesame\\n,begins with a character that nobody sees (U+200B)", "sesame\u0001,ends with a character that nobody sees (U+0001)",
        "sesame\\nopen\\n,has more than one line", "\\r\\nsesame\\ropen,has more than one line"})
    void passwordFileWithMoreThanThePasswordIsOneLineOfRunAndOfCheck(String text, String words) {
        home.write("password", text.replace("\\n", "\n").replace("\\r", "\r")).server("{ \"FromAddress\": \"a@contoso.com\", \"Host\": \"127.0.0.1\","
                + " \"UserName\": \"u\", \"PasswordFile\": \"password\" }");
        for (String command : new String[] {"check", "explain", "run"}) {
            assertRefused(command, "MailSettings:PasswordFile is " + home.path("password") + ", which " + words
                    + ": expected a file that holds the password in one line", "appsettings.json:1");
        }
    }

    @ParameterizedTest(name = "F3: {0} = {1}")
    @CsvSource({"ingress.file.directory, C:\\mail\\inbox", "ingress.file.directory, \\\\server\\share", "ingress.file.directory, C:/mail",
        "ingress.file.directory, data\\inbox", "gateway.data-directory, D:\\data", "delivery.smtp.trust, C:\\ca.pem"})
    void pathOfWindowsIsRefusedElsewhereAndNoFolderIsMadeOfIt(String key, String path) throws Exception {
        home.write("config/application.properties", key + " = " + path.replace("\\", "\\\\") + "\n");
        for (String command : new String[] {"check", "run"}) {
            assertRefused(command, key + " is '" + path + "': expected a path of this system, not of Windows", "");
        }
        assertNothingIsNamedAsOnWindows();
    }

    @ParameterizedTest(name = "F3: {0}")
    @ValueSource(strings = {"C:\\mail", "\\\\server\\share"})
    void hostThatIsAPathOfWindowsIsRefusedElsewhereAndNoFolderIsMadeOfIt(String host) throws Exception {
        home.server("{ \"FromAddress\": \"a@contoso.com\", \"Host\": \"" + host.replace("\\", "\\\\") + "\" }");
        home.write("config/application.properties", "");
        for (String command : new String[] {"check", "run"}) {
            assertRefused(command, " is " + host + ": expected a path of this system, not of Windows (Host is a directory path", "");
        }
        assertNothingIsNamedAsOnWindows();
    }

    private void assertNothingIsNamedAsOnWindows() throws Exception {
        try (Stream<Path> all = Files.walk(folder)) {
            assertEquals(List.of(), all.filter(path -> path.toString().matches(".*[\\\\:].*")).toList());
        }
    }

    @Test
    void routeOfAnotherEncodingIsOneLineOfRunAndOfCheck() throws Exception {
        Path route = Files.write(home.path("routes/own.camel.yaml"), "# Zoë\n".getBytes(Charset.forName("windows-1252")));
        for (String command : new String[] {"run", "check"}) {
            assertRefused(command, "route file is not UTF-8 text at line 1", route.toString());
        }
    }

    @Test
    void keysOfAnotherEncodingAreOneLineOfRunAndOfCheck() throws Exception {
        Path keys = Files.write(home.path("config/api-keys"), "# ok\n# Zoë\n".getBytes(Charset.forName("windows-1252")));
        home.write("config/application.properties", "camel.server.port = 0\ncamel.management.port = 0\n");
        for (String command : new String[] {"run", "check"}) {
            assertRefused(command, "API key in line 2 is not UTF-8", keys.toString());
        }
    }

    @Test
    void keysInUtf16AreRead() throws Exception {
        Files.write(home.path("config/api-keys"), ("\uFEFFhelpdesk:" + "0".repeat(64) + "\r\n").getBytes(UTF_16LE));
        assertEquals("helpdesk senders=* rights=send,read,operate (a line without rights)\n",
                output(0, "key", "list", "--home", folder.toString()).replace("\r", ""));
    }

    private static List<String> names() {
        return Effort.of(1, 2) == 2 ? List.of("100%", "a%20b", "a%zz", "a#b", "a+b", "a b", "größe") : List.of("a%20b a%zz#a+größe 100%");
    }

    @ParameterizedTest
    @MethodSource("names")
    void homeMayHaveAnyName(String name) throws Exception {
        TestHome strange = new TestHome(Files.createDirectory(folder.resolve(name)));
        try (TestGateway gateway = TestGateway.start(strange)) {
            assertEquals(202, gateway.post("{\"to\":\"ann@example.com\",\"subject\":\"s\",\"text\":\"t\"}").statusCode());
            gateway.drop("b.json", "{\"to\":\"bob@example.com\",\"subject\":\"s\",\"text\":\"t\"}");
            await().atMost(Duration.ofSeconds(20)).until(() -> strange.files("data/pickup", ".eml").count() == 2);
        }
        assertEquals("settings and routes are in order", execute("check", strange.path(".").toString(), 0).strip());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Acme, Inc", "a?b", "a{{b}}", "a*", "a\\b"})
    void homeThatCamelWouldMisreadIsRefusedInOneLine(String name) throws Exception {
        Path strange = Files.createDirectory(folder.resolve(name));
        new TestHome(strange);
        for (String command : new String[] {"run", "check"}) {
            String output = execute(command, strange.toString(), 1);
            assertEquals(1, output.lines().count(), output);
            assertTrue(output.startsWith("gateway: home folder has a '"), output);
        }
    }

    private void assertRefused(String command, String words, String where) {
        String output = execute(command, folder.toString(), 1);
        assertEquals(1, output.lines().count(), output);
        assertTrue(output.startsWith("gateway: ") && output.contains(words) && output.contains(where), output);
        assertFalse(output.contains("Exception"), output);
    }

    private static String execute(String command, String home, int exit) {
        return output(exit, command, "--home", home);
    }

    private static String output(int exit, String... words) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        try (PrintStream stream = new PrintStream(both, true, UTF_8)) {
            System.setOut(stream);
            System.setErr(stream);
            assertEquals(exit, NotificationGateway.commandLine().execute(words), () -> both.toString(UTF_8));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
        return both.toString(UTF_8);
    }
}
