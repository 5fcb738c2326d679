// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.house;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.catalog.DefaultCamelCatalog;
import org.notificationgateway.settings.MailKey;
import org.notificationgateway.support.TestHome;

/** Collects the keys that the program really has, from where it has them: the shipped file, the routes, the code. */
final class SettingKeys {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([\\w.-]+)(?::[^}]*)?}}");
    private static final Pattern READ = Pattern.compile("properties\\s*\\.\\w+\\(\\s*\"([\\w.-]+)\"\\s*\\)");
    /** The loop over the two servers: its prefixes, and what it reads behind each. */
    private static final Pattern PREFIXES = Pattern.compile("for \\(String key : List\\.of\\(([^)]*)\\)\\)");
    private static final Pattern SUFFIX = Pattern.compile("properties\\s*\\.\\w+\\(key \\+ \"([\\w.-]+)\"\\)");

    /** The keys that each sender may have, and what stands for its name in the documentation. */
    private static final Pattern PARTS = Pattern.compile("PARTS = List\\.of\\(([^)]*)\\)");
    private static final String OF_A_SENDER = "delivery.oauth.SENDER.";

    private static final Pattern QUOTED = Pattern.compile("\"([^\"]*)\"");

    private SettingKeys() {}

    /** The shipped values by their keys. */
    static Map<String, String> shipped() throws IOException {
        Properties properties = new Properties();
        try (Reader file = Files.newBufferedReader(TestHome.PROJECT.resolve("config/application.properties"))) {
            properties.load(file);
        }
        Map<String, String> shipped = new LinkedHashMap<>();
        properties.stringPropertyNames().forEach(key -> shipped.put(key, properties.getProperty(key).strip()));
        return shipped;
    }

    /** Keys that routes name in placeholders, but for the parameters of a template. */
    static Set<String> inRoutes() {
        Set<String> keys = new TreeSet<>();
        for (RouteFile file : RouteFile.all()) {
            Set<String> used = found(PLACEHOLDER, file.text());
            file.templateParameters().forEach(used::remove);
            keys.addAll(used);
        }
        return keys;
    }

    /** Keys that the code reads through GatewayProperties. */
    static Set<String> inCode() throws IOException {
        String code = code("");
        Set<String> keys = found(READ, code);
        for (String prefixes : found(PREFIXES, code)) {
            for (String prefix : found(QUOTED, prefixes)) {
                found(SUFFIX, code).forEach(suffix -> keys.add(prefix + suffix));
            }
        }
        for (String parts : found(PARTS, code)) {
            found(QUOTED, parts).forEach(part -> keys.add(OF_A_SENDER + part));
        }
        return keys;
    }

    /** Keys that may have a row: the ones above, those the launcher sets, and Camel's own. */
    static Set<String> known() throws IOException {
        Set<String> keys = new TreeSet<>(shipped().keySet());
        keys.addAll(inRoutes());
        keys.addAll(inCode());
        keys.addAll(found(PLACEHOLDER, code("")));
        new JsonMapper().readTree(new DefaultCamelCatalog().mainJsonSchema()).path("properties")
                .forEach(option -> keys.add(option.path("name").asText()));
        return keys;
    }

    /** Keys of MailSettings with their defaults. */
    static Map<String, String> ofMailSettings() {
        Map<String, String> keys = new TreeMap<>();
        for (MailKey key : MailKey.values()) {
            keys.put(key.word(), key.standard());
        }
        return keys;
    }

    private static Set<String> found(Pattern pattern, String text) {
        Set<String> found = new TreeSet<>();
        pattern.matcher(text).results().map(SettingKeys::group).forEach(found::add);
        return found;
    }

    private static String group(MatchResult match) {
        return match.groupCount() > 1 && match.group(1) == null ? match.group(2) : match.group(1);
    }

    private static String code(String room) throws IOException {
        try (Stream<Path> files =
                Files.walk(TestHome.PROJECT.resolve("src/main/java/org/notificationgateway").resolve(room))) {
            StringBuilder code = new StringBuilder();
            for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                code.append(Files.readString(file));
            }
            return code.toString();
        }
    }
}
