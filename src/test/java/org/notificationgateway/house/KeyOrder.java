// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.house;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * Holds the keys of route files to the order in which people read them: who it is, what it does and when, and last what is
 * inside it. Kaoto since 2.11 writes keys as it found them; older ones sort them, so that a condition ends up far
 * below the steps it is for.
 */
final class KeyOrder {
    private static final List<String> LAST =
            List.of("uri", "parameters", "when", "otherwise", "onException", "from", "steps");

    private KeyOrder() {}

    /** Keys that stand too late, empty for a good file. */
    static List<String> faults(RouteFile file) {
        List<String> faults = new ArrayList<>();
        file.visit((pointer, node) -> {
            if (!RouteFile.member(pointer).equals("parameters")) {
                faults.addAll(faults(pointer, node));
            }
        });
        return faults;
    }

    private static List<String> faults(String pointer, JsonNode node) {
        List<String> faults = new ArrayList<>();
        String before = "id";
        for (var member : node.properties()) {
            if (rank(member.getKey()) < rank(before)) {
                faults.add(pointer + "/" + member.getKey() + ": stands behind " + before + ": expected it before");
            } else {
                before = member.getKey();
            }
        }
        return faults;
    }

    private static int rank(String key) {
        return key.equals("id") ? -1 : LAST.indexOf(key) + 1;
    }
}
