// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.delivery;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.settings.InvalidSettingsException;
import org.notificationgateway.smtp.Profile;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads what kinds of destinations allow, {@code config/profiles.yaml}: those shipped, and a home's own over them. Keeps no state. */
public final class ProfilesFile {
    private static final String FILE = "config/profiles.yaml";
    private static final Set<String> KEYS = Set.of(
            "hosts", "connections", "mails-per-minute", "recipients-per-day", "recipients-per-mail", "max-size");

    private ProfilesFile() {}

    /** Those of the distribution, by name. */
    public static Map<String, Profile> shipped() {
        return read(new YamlTable("defaults/profiles.yaml", FILE), YamlTable.shipped("profiles.yaml"));
    }

    /**
     * Those of a home, by name: its own replace shipped ones of the same name.
     *
     * @throws InvalidSettingsException naming file and line
     */
    public static Map<String, Profile> of(Path home) throws IOException {
        Map<String, Profile> all = shipped();
        byte[] own = YamlTable.ofHome(home.resolve(FILE));
        if (own != null) {
            all.putAll(read(new YamlTable(home.resolve(FILE).toString(), FILE), own));
        }
        return all;
    }

    private static Map<String, Profile> read(YamlTable file, byte[] yaml) {
        Map<String, Profile> profiles = new TreeMap<>();
        Node root = file.root(yaml);
        Node all = root == null ? null : file.map(root, Set.of("profiles")).get("profiles");
        if (all != null) {
            file.map(all, null).forEach((name, node) -> profiles.put(name, profile(file, name, node)));
        }
        return profiles;
    }

    private static Profile profile(YamlTable file, String name, Node node) {
        if (!name.matches("[a-z0-9][a-z0-9-]{0,62}")) {
            throw file.fault(node, "has the profile '" + name + "'", "a name of small letters, digits and hyphens");
        }
        Map<String, Node> row = file.map(node, KEYS);
        List<String> hosts = file.words(row.get("hosts"));
        return new Profile(name, hosts, limit(file, row, "connections"), limit(file, row, "mails-per-minute"),
                limit(file, row, "recipients-per-day"), limit(file, row, "recipients-per-mail"), limit(file, row, "max-size"));
    }

    private static int limit(YamlTable file, Map<String, Node> row, String key) {
        @Nullable Node node = row.get(key);
        String word = String.join(" ", file.words(node));
        if (node == null) {
            return Profile.NO_LIMIT;
        }
        if (!word.matches("[1-9]\\d{0,8}")) {
            throw file.fault(node, "has " + key + ": " + word, "a number from 1 to 999999999, or no such line for no limit");
        }
        return Integer.parseInt(word);
    }
}
