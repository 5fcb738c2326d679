// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.notificationgateway.support.TestHome;

/** A test with a long form of its own is in a profile that runs it, or nobody ever does. */
class LongFormsTest {
    private static final Path TESTS = TestHome.PROJECT.resolve("src/test/java");

    @Test
    void eachTestWithALongFormIsInAProfile() throws Exception {
        String pom = Files.readString(TestHome.PROJECT.resolve("pom.xml"));
        String profiles = pom.substring(pom.indexOf("<profiles>"));
        List<String> tests;
        try (Stream<Path> all = Files.walk(TESTS)) {
            tests = all.filter(LongFormsTest::hasLongForm).map(path -> path.getFileName().toString())
                    .filter(name -> name.matches(".*(Test|IT|Property)[.]java")).toList();
        }
        assertTrue(tests.size() > 20, tests.toString());
        assertEquals(List.of(), tests.stream().filter(name -> !profiles.contains("/" + name)
                && !(name.endsWith("InLinearTimeIT.java") && profiles.contains("/*InLinearTimeIT.java"))).toList());
    }

    private static boolean hasLongForm(Path path) {
        try {
            return path.toString().endsWith(".java") && Files.readString(path).contains("support." + "Effort;");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
