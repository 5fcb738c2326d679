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
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.catalog.DefaultCamelCatalog;
import org.notificationgateway.settings.MailKey;
import org.notificationgateway.support.TestHome;

/** Collects the keys that the program really has, from where it has them: the shipped file, the routes, the code. */
final class SettingKeys {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([\\w.-]+)(?::[^}]*)?}}");
    private static final Pattern READ = Pattern.compile(
            "\\b(?:text|flag|number|duration|durations|path|absoluteFolder|fileMode)\\(\\s*\"([\\w-]+\\.[\\w.-]+)\"\\s*\\)");
    /** Of the keys that each sender may have. */
    private static final Pattern READ_OF_SENDERS = Pattern.compile("\\b(?:text|required)\\(sender, \"([\\w-]+)\"");

    /** Of those that each folder of finished mails may have. */
    private static final Pattern READ_OF_FOLDERS = Pattern.compile("\\b(?:key \\+ |folder\\.key\\()\"([\\w-]+)\"");

    /** Of those about the reader of each sender's pickup directory. */
    private static final Pattern READ_OF_READERS = Pattern.compile("\\breader \\+ \"([\\w-]+)\"");

    /** Of those about each sender's SMTP server. */
    private static final Pattern READ_OF_SERVERS = Pattern.compile("\\bserver \\+ \"([a-z][\\w.-]*)\"");

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

    /** Keys that the code reads through GatewayProperties; SENDER stands for a sender, FOLDER for a folder. */
    static Set<String> inCode() throws IOException {
        Set<String> keys = found(READ, code());
        found(READ_OF_SENDERS, code()).forEach(part -> keys.add("delivery.oauth.SENDER." + part));
        found(READ_OF_FOLDERS, code()).forEach(part -> keys.add("ingress.eml.FOLDER." + part));
        found(READ_OF_SERVERS, code()).forEach(part -> keys.add("delivery.smtp.SENDER." + part));
        found(READ_OF_READERS, code()).forEach(part -> keys.add("delivery.pickup.SENDER." + part));
        return keys;
    }

    /** Every option that Camel says it has. */
    static Set<String> ofCamel() throws IOException {
        Set<String> keys = new TreeSet<>();
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
        pattern.matcher(text).results().map(match -> match.group(1)).forEach(found::add);
        return found;
    }

    private static String code() throws IOException {
        try (Stream<Path> files =
                Files.walk(TestHome.PROJECT.resolve("src/main/java/org/notificationgateway"))) {
            StringBuilder code = new StringBuilder();
            for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                code.append(Files.readString(file));
            }
            return code.toString();
        }
    }
}
