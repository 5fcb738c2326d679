// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.settings;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reads one appsettings file the way .NET does: keys without regard to case, comments and trailing commas allowed,
 * a byte-order mark skipped, everything flattened to {@code Section:Key} with string values, and a key that stands
 * twice refused. Follows Microsoft.Extensions.Configuration.Json.
 */
final class SettingsFile {
    private static final JsonFactory DIALECT = new JsonFactoryBuilder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(64)
                    .maxDocumentLength(1_000_000)
                    .build())
            .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
            .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
            .build();
    private static final JsonMapper MAPPER = JsonMapper.builder(DIALECT)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private SettingsFile() {}

    /**
     * Returns the file's values by their key path in lower case.
     *
     * @throws InvalidSettingsException if the file cannot be read as such a file
     */
    static Map<String, Setting> read(Path file) {
        JsonNode root = parse(file);
        if (!root.isObject()) {
            throw fault(file, "is not a JSON object", "an object in braces, such as { \"MailSettings\": { … } }");
        }
        Map<String, Setting> values = new LinkedHashMap<>();
        flatten("", root, file, values);
        return values;
    }

    private static JsonNode parse(Path file) {
        try {
            String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(Files.readAllBytes(file))).toString();
            return MAPPER.readTree(text.startsWith("\uFEFF") ? text.substring(1) : text);
        } catch (CharacterCodingException e) {
            throw fault(file, "is not UTF-8 text", "a file saved as UTF-8");
        } catch (JsonProcessingException e) {
            var at = e.getLocation();
            // The parser's own words quote the text around the fault, which may be a password.
            throw fault(
                    file,
                    "is not valid JSON at line %d, column %d"
                            .formatted(at == null ? 1 : at.getLineNr(), at == null ? 1 : at.getColumnNr()),
                    "JSON, in which comments, trailing commas and nothing else beyond the standard are allowed");
        } catch (IOException e) {
            throw fault(file, "cannot be read (" + e.getClass().getSimpleName() + ")", "a readable file");
        }
    }

    private static void flatten(String path, JsonNode node, Path file, Map<String, Setting> values) {
        if (node.isObject()) {
            node.properties().forEach(e -> flatten(join(path, e.getKey()), e.getValue(), file, values));
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                flatten(join(path, String.valueOf(i)), node.get(i), file, values);
            }
        } else {
            String text = node.isNull() ? "" : node.asText();
            if (values.put(path.toLowerCase(Locale.ROOT), new Setting(path, text, file.toString())) != null) {
                throw new InvalidSettingsException(List.of(new Fault(
                        path, "stands twice (letter case does not count)", "each key once", file.toString())));
            }
        }
    }

    private static String join(String path, String key) {
        return path.isEmpty() ? key : path + ":" + key;
    }

    private static InvalidSettingsException fault(Path file, String seen, String expected) {
        return new InvalidSettingsException(List.of(new Fault("settings file", seen, expected, file.toString())));
    }
}
