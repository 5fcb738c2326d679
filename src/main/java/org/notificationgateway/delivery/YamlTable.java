// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.settings.Fault;
import org.notificationgateway.settings.InvalidSettingsException;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * A small file of YAML that people edit: says in which line something is wrong, and what was expected there. Immutable, safe
 * to share.
 *
 * @param name of the file, for faults
 * @param where to change it
 */
record YamlTable(String name, String where) {
    private static final int LARGEST = 262_144; // bytes

    /** What a home has of a file, null if it has none. */
    static byte @Nullable [] ofHome(Path file) throws IOException {
        if (!Files.exists(file)) {
            return null;
        }
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(LARGEST + 1);
        }
    }

    /** What is shipped of it. */
    static byte[] shipped(String file) {
        try (InputStream in = YamlTable.class.getResourceAsStream("/defaults/" + file)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The whole of it, null for an empty one. */
    @Nullable Node root(byte[] yaml) {
        if (yaml.length > LARGEST) {
            throw fault(null, "has more than " + LARGEST + " bytes", "a table of some rows");
        }
        try {
            return new Compose(LoadSettings.builder().setUseMarks(true).build()).composeString(new String(yaml, UTF_8)).orElse(null);
        } catch (YamlEngineException e) {
            throw fault(null, "is no YAML: " + e.getMessage(), "the form of the shipped file");
        }
    }

    /** @param keys those it may have; null for any */
    Map<String, Node> map(Node node, @Nullable Set<String> keys) {
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

    List<Node> list(Node node) {
        if (!(node instanceof SequenceNode sequence)) {
            throw fault(node, "has no list here", "the form of the shipped file");
        }
        return sequence.getValue();
    }

    /** One scalar or a list of them; nothing for nothing. */
    List<String> words(@Nullable Node node) {
        if (node == null) {
            return List.of();
        }
        if (node instanceof ScalarNode scalar) {
            return List.of(scalar.getValue());
        }
        return list(node).stream().flatMap(one -> words(one).stream()).toList();
    }

    InvalidSettingsException fault(@Nullable Node at, String seen, String expected) {
        String line = at == null
                ? "" : at.getStartMark().map(mark -> ":" + (mark.getLine() + 1)).orElse("");
        return new InvalidSettingsException(List.of(new Fault(name + line, seen, expected, where)));
    }
}
