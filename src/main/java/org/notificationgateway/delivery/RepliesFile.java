// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.settings.Fault;
import org.notificationgateway.settings.InvalidSettingsException;
import org.notificationgateway.smtp.Replies;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Reads the table of replies, {@code config/replies.yaml}, and says where in it something is wrong. Not thread-safe. */
public final class RepliesFile {
    private static final String FILE = "config/replies.yaml";
    private static final int LARGEST = 262_144; // bytes
    private static final Set<String> KEYS = Set.of("stage", "code", "enhanced", "text", "profile", "means");

    private final String file;
    private final Map<String, List<String>> profiles = new HashMap<>();
    private final List<Replies.Row> rows = new ArrayList<>();

    private RepliesFile(String file) {
        this.file = file;
    }

    /** The table that the distribution ships. */
    public static Replies shipped() {
        try (InputStream in = RepliesFile.class.getResourceAsStream("/defaults/replies.yaml")) {
            return new RepliesFile("defaults/replies.yaml").read(in.readAllBytes());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * The table of a home, or the shipped one if it has none.
     *
     * @throws InvalidSettingsException naming file and line
     */
    public static Replies of(Path home) throws IOException {
        Path file = home.resolve(FILE);
        if (!Files.exists(file)) {
            return shipped();
        }
        try (InputStream in = Files.newInputStream(file)) {
            return new RepliesFile(file.toString()).read(in.readNBytes(LARGEST + 1));
        }
    }

    Replies read(byte[] yaml) {
        if (yaml.length > LARGEST) {
            throw fault(null, "has more than " + LARGEST + " bytes", "a table of some rows");
        }
        try {
            Node root = new Compose(LoadSettings.builder().setUseMarks(true).build())
                    .composeString(new String(yaml, UTF_8)).orElse(null);
            if (root != null) {
                map(root, Set.of("profiles", "replies")).forEach((key, value) -> {
                    if (key.equals("profiles")) {
                        map(value, null).forEach((name, hosts) -> profiles.put(name, words(hosts)));
                    } else {
                        list(value).forEach(this::row);
                    }
                });
            }
        } catch (YamlEngineException e) {
            throw fault(null, "is no YAML: " + e.getMessage(), "the form of the shipped file");
        }
        return new Replies(profiles, rows);
    }

    private void row(Node node) {
        Map<String, Node> row = map(node, KEYS);
        if (!row.containsKey("means")) {
            throw fault(node, "has a row without 'means'", meanings());
        }
        if (!row.containsKey("code") && !row.containsKey("enhanced") && !row.containsKey("text")) {
            throw fault(node, "has a row that every reply fits", "a code, an enhanced code or a text");
        }
        Set<Replies.Stage> stages = EnumSet.noneOf(Replies.Stage.class);
        words(row.get("stage")).forEach(word -> stages.add(stage(row.get("stage"), word)));
        Set<Integer> codes = new HashSet<>();
        words(row.get("code")).forEach(word -> codes.add(code(row.get("code"), word)));
        for (String status : words(row.get("enhanced"))) {
            if (!status.matches("[45]\\.\\d{1,3}\\.\\d{1,3}")) {
                throw fault(row.get("enhanced"), "has the enhanced code '" + status + "'", "one such as 4.5.3 (RFC 3463)");
            }
        }
        List<List<String>> texts = new ArrayList<>();
        words(row.get("text")).forEach(text -> texts.add(pieces(row.get("text"), text)));
        for (String profile : words(row.get("profile"))) {
            if (!profiles.containsKey(profile)) {
                throw fault(row.get("profile"), "names the profile '" + profile + "'", "one of " + profiles.keySet());
            }
        }
        Replies.Meaning meaning = meaning(row.get("means"));
        if (meaning == Replies.Meaning.GIVE_UP && (codes.isEmpty() || codes.stream().anyMatch(code -> code < 500))) {
            throw fault(row.get("means"), "gives up after a reply that is not 5yz", "code: of 500 to 599");
        }
        rows.add(new Replies.Row(stages, codes, Set.copyOf(words(row.get("enhanced"))), texts,
                Set.copyOf(words(row.get("profile"))), meaning));
    }

    private List<String> pieces(Node at, String text) {
        List<String> pieces = new ArrayList<>();
        for (String piece : text.toLowerCase(Locale.ROOT).split("\\*")) {
            if (!piece.isBlank()) {
                pieces.add(piece.strip());
            }
        }
        if (pieces.isEmpty()) {
            throw fault(at, "has the text '" + text + "'", "words, with * for any between them");
        }
        return pieces;
    }

    private Replies.Stage stage(Node at, String word) {
        try {
            return Replies.Stage.valueOf(word.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw fault(at, "has the stage '" + word + "'", "mail, rcpt, data or dot");
        }
    }

    private int code(Node at, String word) {
        if (!word.matches("[45][0-9][0-9]")) {
            throw fault(at, "has the code '" + word + "'", "one from 400 to 599: no row can undo a yes");
        }
        return Integer.parseInt(word);
    }

    private Replies.Meaning meaning(Node at) {
        String word = words(at).size() == 1 ? words(at).get(0) : "";
        for (Replies.Meaning meaning : Replies.Meaning.values()) {
            if (name(meaning).equals(word)) {
                return meaning;
            }
        }
        throw fault(at, "means '" + word + "'", meanings());
    }

    private static String name(Replies.Meaning meaning) {
        return meaning.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String meanings() {
        return EnumSet.allOf(Replies.Meaning.class).stream().map(RepliesFile::name).collect(Collectors.joining(", "));
    }

    /** @param keys those it may have; null for any */
    private Map<String, Node> map(Node node, @Nullable Set<String> keys) {
        if (!(node instanceof MappingNode mapping)) {
            throw fault(node, "has no keys here", "the form of the shipped file");
        }
        Map<String, Node> map = new LinkedHashMap<>();
        for (NodeTuple entry : mapping.getValue()) {
            String key = words(entry.getKeyNode()).get(0);
            if (keys != null && !keys.contains(key)) {
                throw fault(entry.getKeyNode(), "has the key '" + key + "'", "one of " + new TreeSet<>(keys));
            }
            map.put(key, entry.getValueNode());
        }
        return map;
    }

    private List<Node> list(Node node) {
        if (!(node instanceof SequenceNode sequence)) {
            throw fault(node, "has no list here", "the form of the shipped file");
        }
        return sequence.getValue();
    }

    /** One scalar or a list of them; nothing for nothing. */
    private List<String> words(@Nullable Node node) {
        if (node == null) {
            return List.of();
        }
        if (node instanceof ScalarNode scalar) {
            return List.of(scalar.getValue());
        }
        return list(node).stream().flatMap(one -> words(one).stream()).toList();
    }

    private InvalidSettingsException fault(
            @Nullable Node at, String seen, String expected) {
        String line = at == null
                ? "" : at.getStartMark().map(mark -> ":" + (mark.getLine() + 1)).orElse("");
        return new InvalidSettingsException(List.of(new Fault(file + line, seen, expected, FILE)));
    }
}
