// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.acceptance;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.notificationgateway.support.LogLines;
import org.notificationgateway.support.TestGateway;
import org.notificationgateway.support.TestHome;

/**
 * Whatever somebody puts into the inbox, under whatever name, ends where an operator finds it, and the next request goes
 * through: one gateway takes all of it.
 */
class FileDoorIT {
    private static final Duration LONG = Duration.ofSeconds(20);

    @TempDir
    private static Path folder;

    private static TestHome home;
    private static TestGateway gateway;
    private static LogLines log;

    /** Puts something into the inbox, under a name. */
    @FunctionalInterface
    private interface Trick {
        void play(Path inbox, String name) throws Exception;
    }

    private record Case(String number, String what, String name, Trick trick, String expected) {
        @Override
        public String toString() {
            return number + ": " + what;
        }
    }

    @BeforeAll
    static void start() throws Exception {
        home = new TestHome(folder);
        log = LogLines.of("gateway.ingress");
        gateway = TestGateway.start(home);
        for (Case one : Stream.concat(oddities(), names()).toList()) { // at once: the door looks for strays every few seconds
            one.trick().play(inbox(""), one.name());
        }
    }

    @AfterAll
    static void stop() {
        gateway.close();
        log.close();
    }

    static Stream<Case> oddities() {
        return Stream.of(
                refused("S11", "a symbolic link to a secret", "link", "UNSUPPORTED_TYPE",
                        (inbox, name) -> Files.createSymbolicLink(inbox.resolve(name), secret())),
                refused("S11", "a symbolic link that leads nowhere", "dangling", "UNSUPPORTED_TYPE",
                        (inbox, name) -> Files.createSymbolicLink(inbox.resolve(name), Path.of("/nowhere"))),
                refused("S11", "a symbolic link to itself", "loop", "UNSUPPORTED_TYPE",
                        (inbox, name) -> Files.createSymbolicLink(inbox.resolve(name), Path.of(name))),
                refused("S11", "a symbolic link to a folder", "link-to-folder", "UNSUPPORTED_TYPE",
                        (inbox, name) -> Files.createSymbolicLink(inbox.resolve(name), folder)),
                refused("S11", "a link to an endless device", "zero", "UNSUPPORTED_TYPE",
                        (inbox, name) -> Files.createSymbolicLink(inbox.resolve(name), Path.of("/dev/zero"))),
                refused("S11", "a device, or a pipe where only root may make one", "device", "UNSUPPORTED_TYPE",
                        (inbox, name) -> sh(inbox, "mknod \"$1\" c 1 5 2>/dev/null || mkfifo \"$1\"", name)),
                refused("S11", "a second name of a file", "hard-link", "UNSUPPORTED_TYPE",
                        (inbox, name) -> Files.createLink(inbox.resolve(name), secret())),
                refused("S11", "a pipe nobody writes to", "pipe", "UNSUPPORTED_TYPE",
                        (inbox, name) -> sh(inbox, "mkfifo \"$1\"", name)),
                refused("S11", "a socket", "socket", "UNSUPPORTED_TYPE", FileDoorIT::socket),
                refused("S11", "a folder", "folder", "UNSUPPORTED_TYPE",
                        (inbox, name) -> Files.createDirectory(inbox.resolve(name))),
                refused("S11", "a folder with a request in it", "full-folder", "UNSUPPORTED_TYPE",
                        (inbox, name) -> Files.writeString(
                                Files.createDirectory(inbox.resolve(name)).resolve("inner.json"), request(name))),
                refused("B80", "a file of nothing", "empty", "EMPTY",
                        (inbox, name) -> Files.createFile(inbox.resolve(name))),
                refused("B80", "a file cut short for good", "cut", "MALFORMED",
                        (inbox, name) -> Files.writeString(inbox.resolve(name), request(name).substring(0, 30))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void oddities(Case oddity) throws Exception {
        await().atMost(LONG).until(() -> exists(".rejected/" + oddity.name() + ".error.json"));
        assertTrue(exists(".rejected/" + oddity.name()), "it is kept");
        assertFalse(exists(oddity.name()), "it left the inbox");
        String problem = Files.readString(inbox(".rejected/" + oddity.name() + ".error.json"));
        assertTrue(problem.contains("\"" + oddity.expected() + "\""), problem);
        assertEquals(1, log.lines().stream()
                .filter(line -> line.startsWith("WARN file " + oddity.name() + " refused: " + oddity.expected())).count());
        assertEquals("{\"secret\": true}", Files.readString(secret()));
        assertEquals("rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(secret())));
    }

    static Stream<Case> names() {
        String longest = "n".repeat(250) + ".json";
        return Stream.of(
                named("B80", "a space", "with space.json"),
                named("B80", "letters of several scripts", "Größe 日本語 😀.json"),
                named("B80", "a line break, and words like a log line's", "a\n12:00:00.000 ERROR forged.json",
                        "a_12:00:00.000 ERROR forged.json"),
                named("B80", "the escape sequences of a terminal", "\u001b[31mred\u0007.json", "_[31mred_.json"),
                named("B80", "options of a command", "-rf.json"),
                named("B80", "255 bytes", longest, null),
                named("B80", "255 bytes of two each", "ü".repeat(125) + ".json", null),
                named("B80", "no character but the ending", "x.json"),
                named("B80", "bytes that are no UTF-8", "caf\\351.json", "caf_.json",
                        (inbox, name) -> sh(inbox, "printf '%s' \"$2\" > \"$(printf \"$1\")\"", name, request(name))),
                named("S09", "a way out of the folder for Windows", "a\\..\\..\\etc.json"),
                named("S09", "a device of Windows", "CON.json"),
                named("S09", "a drive of Windows", "C:evil.json"),
                named("S09", "dots at its end but one", "dots...json"),
                named("S09", "an ending twice", "twice.json.json"),
                named("S09", "the ending of a mail", "mail.eml.json"),
                named("S09", "letters that turn around", "gpj\u202e.exe.json", "gpj_.exe.json"),
                named("S09", "the ending of an explanation", "why.json.error.json"),
                named("S09", "an expression of a route", "${sys:user.home} {{gateway.home}}.json"),
                named("S09", "the signs of a method call", "a, b) 'c' \"d\" ?e&f=%20.json"),
                named("B83", "an ending in capitals", "LOUD.JSON"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void names(Case named) throws Exception {
        String mark = mark(named.name());
        await().atMost(LONG).until(() -> home.files("data/pickup", ".eml").anyMatch(mail -> holds(mail, mark)));
        assertEquals(1, home.files("data/pickup", ".eml").filter(mail -> holds(mail, mark)).count(), "one mail");
        await().atMost(LONG).until(() -> home.files("data/inbox/.accepted", "").anyMatch(file -> holds(file, mark)));
        if (named.expected() != null) {
            assertTrue(exists(".accepted/" + named.expected()), listed(".accepted").toString());
        }
        assertTrue(log.lines().stream().noneMatch(line -> line.codePoints().anyMatch(Character::isISOControl)));
        assertTrue(home.files("data/pickup", "").allMatch(mail -> mail.getFileName().toString().matches("[0-9a-f-]+\\.eml")),
                "no name of ours is made of theirs");
    }

    @ParameterizedTest(name = "B83: {0} is left alone")
    @MethodSource
    void unfinishedNames(String name) throws Exception {
        Files.writeString(inbox(name), request(name));
        String next = "after " + name.replaceAll("\\W", "-") + ".json";
        gateway.drop(next, request(next));
        await().atMost(LONG).until(() -> exists(".accepted/" + next));
        assertEquals(request(name), Files.readString(inbox(name)));
    }

    static Stream<String> unfinishedNames() {
        return Stream.of("a.json.tmp", "a.json.part", "a.json.swp", "a.json~", ".a.json", ".json", "a.json.", "json", "a.txt", "..\\..\\a.json");
    }

    @Test
    void b81AFileOfTheSameNameTwiceQuicklyIsTwoRequests() throws Exception {
        for (int i = 0; i < 20; i++) {
            String name = "again-" + i + ".json";
            gateway.drop(name, request("first " + i));
            await().atMost(LONG).pollInterval(Duration.ofMillis(1)).until(() -> !exists(name));
            gateway.drop(name, request("second " + i));
        }
        await().atMost(LONG).untilAsserted(() -> {
            for (int i = 0; i < 20; i++) {
                String first = mark("first " + i);
                String second = mark("second " + i);
                assertEquals(1, home.files("data/pickup", ".eml").filter(mail -> holds(mail, first)).count());
                assertEquals(1, home.files("data/pickup", ".eml").filter(mail -> holds(mail, second)).count());
            }
        });
        assertTrue(listed(".accepted").containsAll(Set.of("again-7.json", "again-7-1.json")));
    }

    @Test
    void s09ANameWithBackslashesTouchesNothingElse() throws Exception {
        String name = "road\\..\\..\\..\\victim.json";
        Path victim = Files.writeString(home.path("victim.json"), "{}");
        Files.createDirectory(inbox("road")); // Camel takes a backslash for a separator: now that way can be followed
        Files.writeString(inbox(name), request(name));
        await().atMost(LONG).until(() -> exists(".accepted/" + name));
        assertEquals("{}", Files.readString(victim));
    }

    @Test
    void b80AFileFromTheFutureOrThePastIsTakenAlike() throws Exception {
        for (String time : List.of("2100-01-01T00:00:00Z", "1970-01-02T00:00:00Z")) {
            String name = "of-" + time.substring(0, 4) + ".json";
            Path part = Files.writeString(inbox(name + ".part"), request(name));
            Files.setLastModifiedTime(part, FileTime.from(Instant.parse(time)));
            Files.move(part, inbox(name));
            await().atMost(LONG).until(() -> exists(".accepted/" + name));
        }
    }

    private static Case refused(String number, String what, String name, String code, Trick trick) {
        return new Case(number, what, name + ".json", trick, code);
    }

    private static Case named(String number, String what, String name) {
        return named(number, what, name, name);
    }

    private static Case named(String number, String what, String name, String endsAs) {
        return named(number, what, name, endsAs, (inbox, n) -> Files.writeString(inbox.resolve(n), request(n)));
    }

    private static Case named(String number, String what, String name, String endsAs, Trick trick) {
        return new Case(number, "a name with " + what, name, trick, endsAs);
    }

    private static Path secret() throws IOException {
        Path secret = folder.resolve("secret");
        if (!Files.exists(secret)) {
            Files.writeString(secret, "{\"secret\": true}");
            Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-r-----"));
        }
        return secret;
    }

    private static void socket(Path inbox, String name) throws IOException {
        Path path = inbox.resolve(name + ".part");
        try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            socket.bind(UnixDomainSocketAddress.of(path));
        }
        Files.move(path, inbox.resolve(name));
    }

    private static void sh(Path inbox, String script, String... arguments) throws Exception {
        List<String> command = Stream.concat(Stream.of("sh", "-c", script, "sh"), Stream.of(arguments)).toList();
        assertEquals(0, new ProcessBuilder(command).directory(inbox.toFile()).inheritIO().start().waitFor());
    }

    /** A request that can be told from others by its subject. */
    private static String request(String of) {
        return "{\"to\":\"ann@example.com\",\"subject\":\"" + mark(of) + "\",\"text\":\"x\"}";
    }

    private static String mark(String of) {
        return "mark-" + Integer.toHexString(of.hashCode()) + "-";
    }

    private static boolean holds(Path file, String mark) {
        try {
            return new String(Files.readAllBytes(file)).contains(mark);
        } catch (IOException e) {
            return false;
        }
    }

    private static Path inbox(String name) {
        return home.path("data/inbox").resolve(name);
    }

    private static boolean exists(String name) {
        return Files.exists(inbox(name), LinkOption.NOFOLLOW_LINKS);
    }

    private static Set<String> listed(String below) throws IOException {
        try (Stream<Path> files = Files.list(inbox(below))) {
            return files.map(file -> file.getFileName().toString()).collect(Collectors.toCollection(TreeSet::new));
        }
    }
}
