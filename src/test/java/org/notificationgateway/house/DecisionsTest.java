// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.notificationgateway.support.TestHome;

/** Keeps decision records countable: a number means one decision for good, and each says what it costs. */
class DecisionsTest {
    private static final Pattern NAME = Pattern.compile("(\\d{4})-[a-z0-9]+(-[a-z0-9]+)*\\.md");
    private static final List<String> HEADINGS = List.of("Status", "Context", "Decision", "Consequences");
    private static final Path RECORDS = TestHome.PROJECT.resolve("docs/decisions");

    @Test
    void areNumberedWithoutGapOrRepeat() throws IOException {
        List<Integer> numbers = numbers(RECORDS);
        assertFalse(numbers.isEmpty(), "docs/decisions has no record");
        assertEquals(consecutive(numbers.size()), numbers);
    }

    @Test
    void sayStatusContextDecisionAndConsequences() throws IOException {
        for (Path record : records(RECORDS)) {
            assertEquals(HEADINGS, headings(Files.readString(record)), record.toString());
        }
    }

    @Test
    void aGapARepeatOrAnotherNameIsFound(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("0001-routes-in-yaml.md"), "");
        Files.writeString(folder.resolve("0003-one-broker.md"), "");
        assertFalse(consecutive(2).equals(numbers(folder)));
        Files.writeString(folder.resolve("0003-two-brokers.md"), "");
        assertFalse(consecutive(3).equals(numbers(folder)));
        Files.writeString(folder.resolve("4-short.md"), "");
        AssertionError refused = assertThrows(AssertionError.class, () -> numbers(folder));
        assertTrue(String.valueOf(refused.getMessage()).contains("4-short.md"));
    }

    @Test
    void aMissingHeadingIsFound() {
        assertEquals(List.of("Status", "Decision"), headings("# 1. T\n\n## Status\n\n## Reasons\n\n## Decision\n"));
    }

    /** In the order of their file names. */
    private static List<Path> records(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> !file.endsWith("README.md")).sorted().toList();
        }
    }

    private static List<Integer> numbers(Path folder) throws IOException {
        List<Integer> numbers = new ArrayList<>();
        for (Path record : records(folder)) {
            Matcher name = NAME.matcher(record.getFileName().toString());
            assertTrue(name.matches(), record + ": expected NNNN-title.md");
            numbers.add(Integer.valueOf(name.group(1)));
        }
        return numbers;
    }

    private static List<Integer> consecutive(int count) {
        return IntStream.rangeClosed(1, count).boxed().toList();
    }

    private static List<String> headings(String record) {
        return record.lines()
                .filter(line -> line.startsWith("## "))
                .map(line -> line.substring(3).strip())
                .filter(HEADINGS::contains)
                .toList();
    }
}
