// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.house;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.notificationgateway.intake.InvalidRequestException;
import org.notificationgateway.settings.InvalidSettingsException;
import org.notificationgateway.settings.Senders;
import org.notificationgateway.support.TestHome;

/** Tries what people paste: requests that the pages quote, and the sample settings. */
class QuotedExamplesTest {
    private static final Pattern JSON = Pattern.compile("(?ms)^ *```json *\\n(.*?)^ *```");
    private static final Path SAMPLES = TestHome.PROJECT.resolve("examples/config");

    /** A request that a page quotes, or what looks like one and is not even JSON. */
    record Quote(String page, int line, String json) {
        @Override
        public String toString() {
            return page + " line " + line;
        }
    }

    static List<Quote> quotes() throws IOException {
        List<Quote> quotes = new ArrayList<>();
        for (Path page : pages()) {
            quotes.addAll(quotes(TestHome.PROJECT.relativize(page).toString(), Files.readString(page)));
        }
        return quotes;
    }

    static List<Path> samples() throws IOException {
        try (Stream<Path> files = Files.list(SAMPLES)) {
            return files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("quotes")
    void requestsOfThePagesPassIntake(Quote quote) {
        assertDoesNotThrow(() -> Intake.shipped().take(quote.json()));
    }

    @Test
    void aQuoteIsFoundWhereAPageHasOne() throws IOException {
        assertFalse(quotes().isEmpty(), "no page quotes a request");
        List<Quote> quotes = quotes("page.md", """
                Text
                ```json
                { "MailSettings": { "Host": "smtp.contoso.com" } }
                ```
                1. Send it:
                   ```json
                   { "to": "a@contoso.com", "subject": "S" }
                   ```
                ```json
                { "subject": "cut short" …
                ```
                """);
        assertEquals(List.of("page.md line 6", "page.md line 9"), quotes.stream().map(Quote::toString).toList());
        quotes.forEach(quote ->
                assertThrows(InvalidRequestException.class, () -> Intake.shipped().take(quote.json())));
    }

    @Test
    void thereIsASampleForEachSenderAndEachWayOut() throws IOException {
        List<String> names = samples().stream().map(file -> file.getFileName().toString()).toList();
        assertTrue(names.containsAll(List.of("appsettings.agent.pickup.json", "appsettings.agent.smtp.json",
                "appsettings.pickup.json", "appsettings.smtp.json")), names::toString);
    }

    @ParameterizedTest
    @MethodSource("samples")
    void settingsLoadAsTheyAre(Path sample, @TempDir Path home) throws IOException {
        String name = sample.getFileName().toString();
        boolean agent = name.contains(".agent.");
        Senders senders = home(home, sample, agent ? "appsettings.agent.json" : "appsettings.json");
        String expected = name.contains(".smtp.") ? "SMTP" : "PICKUP";
        assertEquals(expected, senders.of(agent ? "agent" : "server").delivery().method());
        assertEquals(List.of("agent", "server"), senders.names());
    }

    @Test
    void aFaultySampleWouldBeFound(@TempDir Path home) throws IOException {
        Path sample = Files.writeString(home.resolve("sample.json"), "{ \"MailSettings\": { \"Host\": \"smtp\" } }");
        assertThrows(InvalidSettingsException.class, () -> home(home, sample, "appsettings.json"));
    }

    /** The shipped settings, with the sample in its place beside or instead of them. */
    private static Senders home(Path home, Path sample, String place) throws IOException {
        Path config = Files.createDirectories(home.resolve("config"));
        Files.copy(TestHome.PROJECT.resolve("config/appsettings.json"), config.resolve("appsettings.json"));
        Files.copy(sample, config.resolve(place), StandardCopyOption.REPLACE_EXISTING);
        return Intake.senders(home);
    }

    private static List<Quote> quotes(String page, String markdown) {
        return JSON.matcher(markdown).results()
                .filter(block -> isRequest(block.group(1)))
                .map(block -> new Quote(
                        page, (int) markdown.substring(0, block.start()).lines().count() + 1, block.group(1)))
                .toList();
    }

    private static boolean isRequest(String json) {
        try {
            JsonNode tree = new JsonMapper().readTree(json);
            return tree.has("subject");
        } catch (JsonProcessingException e) {
            return json.contains("\"subject\"");
        }
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> docs = Files.list(TestHome.PROJECT.resolve("docs"))) {
            return Stream.concat(Stream.of(TestHome.PROJECT.resolve("README.md")), docs)
                    .filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        }
    }
}
