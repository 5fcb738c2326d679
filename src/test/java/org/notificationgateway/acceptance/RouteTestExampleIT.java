// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.notificationgateway.support.PackagedGateway;
import org.notificationgateway.support.TestHome;

/** The Maven project that an engineer copies out of the distribution runs there, with the jar and the libraries it names. */
class RouteTestExampleIT {
    private static final String EXAMPLE = "examples/route-test";
    private static final String ARTIFACT = "notification-gateway";
    private static final Pattern FILE = Pattern.compile("-D(?:pomFile|file)=(\\S+)");

    @TempDir
    private Path folder;

    @BeforeEach
    void unpack() throws IOException {
        for (String part : List.of("routes", "config", "examples")) {
            copy(PackagedGateway.DISTRIBUTION.resolve(part), folder.resolve(part));
        }
    }

    @Test
    void passesWithTheRoutesItCameWith() throws Exception {
        String output = maven();
        assertTrue(output.contains("Tests run: 2, Failures: 0, Errors: 0"), output);
    }

    @Test
    void aTestHasTenLinesAtMost() throws IOException {
        String test = Files.readString(folder.resolve(EXAMPLE + "/src/test/java/com/contoso/mail/GreylistingTest.java"));
        Matcher body = Pattern.compile("(?s)@Test\n[^{]*\\{\n(.*?)\n    }").matcher(test);
        List<Long> lines = body.results().map(found -> found.group(1).lines().count()).toList();
        assertEquals(2, lines.size());
        assertTrue(lines.stream().allMatch(count -> count <= 10), lines.toString());
    }

    /** Offline: all that the example needs has been fetched for the gateway's own build. */
    private String maven() throws Exception {
        Path repository = installed();
        Path log = folder.resolve("maven.log");
        Process maven = new ProcessBuilder(
                TestHome.PROJECT.resolve("mvnw").toString(), "-o", "-B", "-ntp", "-Dstyle.color=never", "-Dmaven.repo.local=" + repository,
                "-Dmaven.repo.local.tail=" + System.getProperty("gateway.local-repository"), "test")
                .directory(folder.resolve(EXAMPLE).toFile()).redirectErrorStream(true).redirectOutput(log.toFile()).start();
        try {
            assertTrue(maven.waitFor(5, TimeUnit.MINUTES), "Maven takes too long");
        } finally {
            maven.destroy();
        }
        String output = Files.readString(log);
        assertEquals(0, maven.exitValue(), output);
        return output;
    }

    /** What {@code install:install-file} does with the files that the README names: no plugin for it is fetched by the build. */
    private Path installed() throws IOException {
        Path repository = folder.resolve("repository");
        List<Path> named = FILE.matcher(Files.readString(folder.resolve(EXAMPLE + "/README.md"))).results()
                .map(MatchResult::group).map(word -> Path.of(word.replaceFirst(".*=", ""))).toList();
        assertEquals(2, named.size(), "files in the README");
        for (Path file : named) {
            String version = file.getFileName().toString().replaceFirst("^" + ARTIFACT + "-(.*)[.][a-z]+$", "$1");
            Path place = Files.createDirectories(repository.resolve("org/notificationgateway").resolve(ARTIFACT).resolve(version));
            Files.copy(PackagedGateway.DISTRIBUTION.resolve(file), place.resolve(file.getFileName()));
        }
        return repository;
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path path : all.toList()) {
                Files.copy(path, to.resolve(from.relativize(path).toString()));
            }
        }
    }
}
