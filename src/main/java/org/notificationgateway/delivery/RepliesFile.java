// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.delivery;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.settings.Durations;
import org.notificationgateway.settings.InvalidSettingsException;
import org.notificationgateway.smtp.Profile;
import org.notificationgateway.smtp.Replies;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads the table of replies, {@code config/replies.yaml}, and says where in it something is wrong. Not thread-safe. */
public final class RepliesFile {
    private static final String FILE = "config/replies.yaml";
    private static final Set<String> KEYS = Set.of("stage", "code", "enhanced", "text", "profile", "means", "pause", "note");

    private final YamlTable file;
    private final Map<String, Profile> profiles;
    private final List<Replies.Row> rows = new ArrayList<>();

    private RepliesFile(String name, Map<String, Profile> profiles) {
        this.file = new YamlTable(name, FILE);
        this.profiles = profiles;
    }

    /** The table that the distribution ships. */
    public static Replies shipped() {
        return new RepliesFile("defaults/replies.yaml", ProfilesFile.shipped()).read(YamlTable.shipped("replies.yaml"));
    }

    /**
     * The table of a home, or the shipped one if it has none.
     *
     * @throws InvalidSettingsException naming file and line
     */
    public static Replies of(Path home) throws IOException {
        Map<String, Profile> profiles = ProfilesFile.of(home);
        byte[] own = YamlTable.ofHome(home.resolve(FILE));
        return own == null
                ? new RepliesFile("defaults/replies.yaml", profiles).read(YamlTable.shipped("replies.yaml"))
                : new RepliesFile(home.resolve(FILE).toString(), profiles).read(own);
    }

    private Replies read(byte[] yaml) {
        Node root = file.root(yaml);
        if (root != null) {
            file.map(root, Set.of("replies")).forEach((key, value) -> file.list(value).forEach(this::row));
        }
        return new Replies(profiles.values(), rows);
    }

    private void row(Node node) {
        Map<String, Node> row = file.map(node, KEYS);
        if (!row.containsKey("means")) {
            throw file.fault(node, "has a row without 'means'", meanings());
        }
        if (!row.containsKey("code") && !row.containsKey("enhanced") && !row.containsKey("text")) {
            throw file.fault(node, "has a row that every reply fits", "a code, an enhanced code or a text");
        }
        Set<Replies.Stage> stages = EnumSet.noneOf(Replies.Stage.class);
        file.words(row.get("stage")).forEach(word -> stages.add(stage(row.get("stage"), word)));
        Set<Integer> codes = new HashSet<>();
        file.words(row.get("code")).forEach(word -> codes.add(code(row.get("code"), word)));
        for (String status : file.words(row.get("enhanced"))) {
            if (!status.matches("[45]\\.\\d{1,3}\\.\\d{1,3}")) {
                throw file.fault(row.get("enhanced"), "has the enhanced code '" + status + "'", "one such as 4.5.3 (RFC 3463)");
            }
        }
        List<List<String>> texts = new ArrayList<>();
        file.words(row.get("text")).forEach(text -> texts.add(pieces(row.get("text"), text)));
        for (String profile : file.words(row.get("profile"))) {
            if (!profiles.containsKey(profile)) {
                throw file.fault(row.get("profile"), "names the profile '" + profile + "'", "one of " + new TreeSet<>(profiles.keySet()));
            }
        }
        Replies.Meaning meaning = meaning(row.get("means"));
        if (meaning == Replies.Meaning.GIVE_UP && (codes.isEmpty() || codes.stream().anyMatch(code -> code < 500))) {
            throw file.fault(row.get("means"), "gives up after a reply that is not 5yz", "code: of 500 to 599");
        }
        if (row.containsKey("pause") && meaning != Replies.Meaning.QUOTA) {
            throw file.fault(row.get("pause"), "has a pause for '" + name(meaning) + "'", "means: quota");
        }
        rows.add(new Replies.Row(stages, codes, Set.copyOf(file.words(row.get("enhanced"))), texts,
                Set.copyOf(file.words(row.get("profile"))), meaning, pause(row.get("pause")),
                String.join(" ", file.words(row.get("note")))));
    }

    private Replies.Pause pause(@Nullable Node at) {
        List<String> words = file.words(at);
        if (at == null) {
            return Replies.Pause.STANDARD;
        }
        try {
            List<Duration> pauses = words.stream().map(Durations::parse).toList();
            if (pauses.size() <= 2 && pauses.stream().noneMatch(Duration::isZero)
                    && pauses.get(0).compareTo(pauses.get(pauses.size() - 1)) <= 0) {
                return new Replies.Pause(pauses.get(0), pauses.get(pauses.size() - 1));
            }
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            // said below
        }
        throw file.fault(at, "has the pause " + words, "one such as 15m, or the first and the longest: [1s, 10m]");
    }

    private List<String> pieces(Node at, String text) {
        List<String> pieces = new ArrayList<>();
        for (String piece : text.toLowerCase(Locale.ROOT).split("\\*")) {
            if (!piece.isBlank()) {
                pieces.add(piece.strip());
            }
        }
        if (pieces.isEmpty()) {
            throw file.fault(at, "has the text '" + text + "'", "words, with * for any between them");
        }
        return pieces;
    }

    private Replies.Stage stage(Node at, String word) {
        try {
            return Replies.Stage.valueOf(word.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw file.fault(at, "has the stage '" + word + "'", "mail, rcpt, data or dot");
        }
    }

    private int code(Node at, String word) {
        if (!word.matches("[45][0-9][0-9]")) {
            throw file.fault(at, "has the code '" + word + "'", "one from 400 to 599: no row can undo a yes");
        }
        return Integer.parseInt(word);
    }

    private Replies.Meaning meaning(Node at) {
        String word = file.words(at).size() == 1 ? file.words(at).get(0) : "";
        for (Replies.Meaning meaning : Replies.Meaning.values()) {
            if (name(meaning).equals(word)) {
                return meaning;
            }
        }
        throw file.fault(at, "means '" + word + "'", meanings());
    }

    private static String name(Replies.Meaning meaning) {
        return meaning.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String meanings() {
        return EnumSet.allOf(Replies.Meaning.class).stream().map(RepliesFile::name).collect(Collectors.joining(", "));
    }
}
