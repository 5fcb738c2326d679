// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.settings;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reads one appsettings file the way .NET does: keys without regard to case, comments and trailing commas allowed,
 * a byte-order mark skipped, everything flattened to {@code Section:Key} with string values, and a key that stands
 * twice refused. Follows Microsoft.Extensions.Configuration.Json. Not thread-safe: one for each reading.
 */
final class SettingsFile {
    private static final int LARGEST = 1_000_000;
    private static final JsonFactory DIALECT = new JsonFactoryBuilder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(64)
                    .maxNumberLength(100)
                    .maxNameLength(1_000)
                    .build())
            .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
            .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
            .build();

    private final Path file;
    private final Map<String, Setting> values = new LinkedHashMap<>();
    private final List<Fault> faults = new ArrayList<>();

    private SettingsFile(Path file) {
        this.file = file;
    }

    /**
     * Returns the file's values by their key path in lower case.
     *
     * @throws InvalidSettingsException if the file cannot be read as such a file
     */
    static Map<String, Setting> read(Path file) {
        SettingsFile reading = new SettingsFile(file);
        reading.parse();
        if (!reading.faults.isEmpty()) {
            throw new InvalidSettingsException(reading.faults);
        }
        return reading.values;
    }

    private void parse() {
        try (JsonParser parser = DIALECT.createParser(text())) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw fault("is not a JSON object", "an object in braces, such as { \"MailSettings\": { … } }");
            }
            members(parser, "");
            if (parser.nextToken() != null) {
                throw fault("has more after its object at line " + line(parser), "one object and nothing more");
            }
        } catch (TextFile.NotTextException e) {
            throw fault(e.getMessage(), "a file saved as UTF-8");
        } catch (JsonProcessingException e) {
            var at = e.getLocation();
            // The parser's own words quote the text around the fault, which may be a password.
            throw fault(
                    "is not valid JSON" + (at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr()),
                    "JSON, in which comments, trailing commas and nothing else beyond the standard are allowed");
        } catch (IOException e) {
            throw fault("cannot be read (" + e.getClass().getSimpleName() + ")", "a readable file");
        }
    }

    private String text() throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        if (bytes.length > LARGEST) {
            throw fault("has " + bytes.length + " bytes", "at most " + LARGEST);
        }
        return TextFile.decode(bytes);
    }

    private void members(JsonParser parser, String path) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String key = join(path, parser.currentName());
            parser.nextToken();
            value(parser, key);
        }
    }

    private void value(JsonParser parser, String key) throws IOException {
        switch (parser.currentToken()) {
            case START_OBJECT -> members(parser, key);
            case START_ARRAY -> {
                for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
                    value(parser, join(key, String.valueOf(i)));
                }
            }
            default -> {
                String text = parser.currentToken() == JsonToken.VALUE_NULL ? "" : parser.getText();
                String origin = file + ":" + line(parser);
                Setting earlier =
                        values.put(key.toLowerCase(Locale.ROOT), new Setting(key, text, origin, true, null));
                if (earlier != null) {
                    String thing = key.isBlank() ? "key '" + key + "'" : key;
                    faults.add(new Fault(thing, "stands twice (letter case does not count), first as " + earlier.key(),
                            "each key once", origin));
                }
            }
        }
    }

    private static int line(JsonParser parser) {
        return parser.currentTokenLocation().getLineNr();
    }

    private static String join(String path, String key) {
        return path.isEmpty() ? key : path + ":" + key;
    }

    private InvalidSettingsException fault(String seen, String expected) {
        return new InvalidSettingsException(List.of(new Fault("settings file", seen, expected, file.toString())));
    }
}
