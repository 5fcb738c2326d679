// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.rehearsal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A step with its place among the others, so that what may come after it can be told.
 *
 * @param node its own piece, such as that under {@code to}
 * @param above the step whose block it stands in; null for the beginning of a route or of a failure rule
 * @param block the steps it stands among
 * @param blocks the steps below it, in lists of their own
 */
record RouteStep(RouteNode node, @Nullable RouteStep above, List<RouteStep> block, List<List<RouteStep>> blocks) {
    private static final Set<String> INNER = Set.of("steps", "from", "onException", "onCompletion", "intercept", "interceptFrom");

    /** A route, or a failure rule, with all its steps. */
    static RouteStep of(RouteNode node) {
        return step(node, null, List.of());
    }

    private static RouteStep step(RouteNode node, @Nullable RouteStep above, List<RouteStep> block) {
        RouteStep step = new RouteStep(node, above, block, new ArrayList<>());
        step.find(node);
        return step;
    }

    /** Whatever lists of steps stand below, but in no step of them: branches, what is caught, what comes at last. */
    private void find(RouteNode piece) {
        if (piece.word().equals("steps") && !piece.elements().isEmpty()) {
            List<RouteStep> steps = new ArrayList<>();
            piece.elements().stream()
                    .map(RouteNode::step)
                    .filter(one -> !one.isOff())
                    .forEach(one -> steps.add(step(one, this, steps)));
            blocks.add(steps);
            return;
        }
        piece.members().values().forEach(this::find);
        piece.elements().forEach(this::find);
    }

    /** What stands behind it in its own block. */
    List<RouteStep> following() {
        for (int i = 0; i < block.size(); i++) {
            if (block.get(i) == this) {
                return block.subList(i + 1, block.size());
            }
        }
        return List.of();
    }

    String word() {
        return node.word();
    }

    /** The route or rule it belongs to. */
    RouteStep root() {
        RouteStep root = this;
        for (RouteStep next = above; next != null; next = next.above) {
            root = next;
        }
        return root;
    }

    /** Calls with each step below this one, however deep. */
    void visit(Consumer<RouteStep> visitor) {
        for (List<RouteStep> steps : blocks) {
            for (RouteStep step : steps) {
                visitor.accept(step);
                step.visit(visitor);
            }
        }
    }

    /** Every text of the step itself, but of none below it. */
    List<RouteNode> texts() {
        List<RouteNode> texts = new ArrayList<>();
        texts(node, texts);
        return texts;
    }

    private static void texts(RouteNode piece, List<RouteNode> texts) {
        if (!piece.text().isEmpty()) {
            texts.add(piece);
        }
        for (Map.Entry<String, RouteNode> member : piece.members().entrySet()) {
            if (!INNER.contains(member.getKey())) {
                texts(member.getValue(), texts);
            }
        }
        piece.elements().forEach(one -> texts(one, texts));
    }

    @Override
    public boolean equals(Object other) {
        return this == other; // two may look alike
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }

    @Override
    public String toString() {
        return word() + " " + node.place();
    }
}
