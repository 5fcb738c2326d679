// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.rehearsal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.operations.FilesByName;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * A piece of a route file with the line it stands in, so that a fault can name its place.
 *
 * @param file it stands in
 * @param word key it stands under; that of its list for an element
 */
record RouteNode(Path file, String word, Node yaml) {
    /** Steps that Camel 4.22 runs whatever their {@code disabled} says. */
    static final Set<String> NEVER_OFF = Set.of("bean", "multicast", "pipeline", "recipientList");

    /** The whole of a file. */
    static RouteNode of(Path file) throws IOException {
        return of(file, FilesByName.route(file));
    }

    /** @param file to name as the place */
    static RouteNode of(Path file, String text) throws IOException {
        Node root = new Compose(LoadSettings.builder().setUseMarks(true).build())
                .composeString(text)
                .orElseThrow(() -> new IOException("the file is empty"));
        return new RouteNode(file, "", root);
    }

    /** File and line. */
    String place() {
        return file + ":" + (yaml.getStartMark().map(mark -> mark.getLine() + 1).orElse(1));
    }

    /** The values of a mapping by their keys, in their order; none of anything else. */
    Map<String, RouteNode> members() {
        Map<String, RouteNode> members = new LinkedHashMap<>();
        if (yaml instanceof MappingNode mapping) {
            for (NodeTuple entry : mapping.getValue()) {
                if (entry.getKeyNode() instanceof ScalarNode key) {
                    members.put(key.getValue(), new RouteNode(file, key.getValue(), entry.getValueNode()));
                }
            }
        }
        return members;
    }

    /** The keys of a mapping that stand there again. */
    List<RouteNode> twice() {
        List<RouteNode> twice = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        if (yaml instanceof MappingNode mapping) {
            for (NodeTuple entry : mapping.getValue()) {
                if (entry.getKeyNode() instanceof ScalarNode key && !seen.add(key.getValue())) {
                    twice.add(new RouteNode(file, key.getValue(), key));
                }
            }
        }
        return twice;
    }

    /** A text that stands within this piece, as if it stood under a key of its own. */
    RouteNode valued(String key, String text) {
        return new RouteNode(file, key, new ScalarNode(Tag.STR, true, text, ScalarStyle.PLAIN, yaml.getStartMark(), yaml.getEndMark()));
    }

    /** The elements of a list; none of anything else. */
    List<RouteNode> elements() {
        List<RouteNode> elements = new ArrayList<>();
        if (yaml instanceof SequenceNode list) {
            list.getValue().forEach(one -> elements.add(new RouteNode(file, word, one)));
        }
        return elements;
    }

    /** What stands under a key; null if nothing does. */
    @Nullable RouteNode get(String key) {
        return members().get(key);
    }

    /** The route of an entry of a file, also of a template; null if it has none. */
    @Nullable RouteNode route() {
        RouteNode template = get("routeTemplate");
        return template == null ? get("route") : template.get("route");
    }

    /** The text under a key; empty if there is none. */
    String text(String key) {
        RouteNode value = get(key);
        return value == null ? "" : value.text();
    }

    /** The text of a scalar; empty for anything else. */
    String text() {
        return yaml instanceof ScalarNode scalar ? scalar.getValue() : "";
    }

    /** True for a step or a branch that is switched off. */
    boolean isOff() {
        return text("disabled").equalsIgnoreCase("true") && !NEVER_OFF.contains(word);
    }

    /** The steps under it, in their order. */
    List<RouteNode> steps() {
        RouteNode steps = get("steps");
        return steps == null ? List.of() : steps.elements();
    }

    /** A step's own piece: under its name, such as {@code to}. */
    RouteNode step() {
        return members().values().stream().findFirst().orElse(this);
    }

    /** Calls with each piece below this one, and the one above it. */
    void visit(BiConsumer<RouteNode, RouteNode> visitor) {
        List<RouteNode> below = new ArrayList<>(members().values());
        below.addAll(elements());
        for (RouteNode one : below) {
            visitor.accept(one, this);
            one.visit(visitor);
        }
    }
}
