// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.notificationgateway.support.TestHome;

/** No template lets a value out as it is, makes code of one, or brings what the policy of the page forbids. */
class TemplatesTest {
    private static final Path FOLDER = TestHome.PROJECT.resolve("src/main/resources/org/notificationgateway/page");
    private static final Pattern FORBIDDEN = Pattern.compile("(?i)\\?\\s*(no_esc|interpret|eval|eval_json|new|api|with_args)\\b|<#(noautoesc|outputformat|ftl)"
            + "|<script|\\sstyle=|\\son[a-z]+=|javascript:|https?://");

    @Test
    void everyTemplateEscapesAndBringsNoScript() throws Exception {
        try (Stream<Path> files = Files.list(FOLDER)) {
            List<Path> templates = files.filter(file -> file.toString().endsWith(".ftlh")).toList();
            assertTrue(templates.size() > 8);
            for (Path template : templates) {
                assertFalse(FORBIDDEN.matcher(Files.readString(template)).find(), template.toString());
            }
        }
    }

    @Test
    void aValueIsEscapedWherever() throws Exception {
        String page = new Templates(Clock.systemUTC()).write("fault", Map.of(
                "title", "</title><script>", "fault", "\"><img src=x>", "inside", false, "done", "<b>", "csrf", "x", "key", ""));
        assertTrue(page.contains("&lt;/title&gt;&lt;script&gt;") && page.contains("&quot;&gt;&lt;img src=x&gt;"), page);
        assertFalse(page.contains("<script") || page.contains("<img") || page.contains("<b>"), page);
    }

    @Test
    void aModelHasNoObjects() {
        assertThrows(RuntimeException.class, () -> new Templates(Clock.systemUTC()).write("fault", Map.of(
                "title", Thread.currentThread(), "fault", "", "inside", false, "done", "", "csrf", "x", "key", "")));
    }

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({"PT0S, 0 s", "PT59S, 59 s", "PT61S, 1 min 1 s", "PT3H, 3 h", "P2DT3H4M, 2 d 3 h", "PT-5S, 0 s"})
    void timesAreToldInTwoUnits(String time, String words) {
        assertEquals(words, Templates.words(Duration.parse(time)));
    }
}
