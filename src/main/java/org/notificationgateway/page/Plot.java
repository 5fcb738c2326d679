// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.page;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Draws how many mails left in each minute, as bars of a small SVG. Keeps no state. */
final class Plot {
    private static final int HEIGHT = 40;
    private static final int STEP = 4;

    private Plot() {}

    /** What the template needs: the bars that are not empty, their sum, and the highest. */
    static Map<String, Object> of(List<Integer> minutes) {
        int most = Collections.max(minutes);
        List<Map<String, Integer>> bars = new ArrayList<>();
        for (int i = 0; i < minutes.size(); i++) {
            int count = minutes.get(i);
            int height = most == 0 ? 0 : (int) Math.ceil((double) count * HEIGHT / most);
            if (height > 0) {
                bars.add(Map.of("x", i * STEP, "y", HEIGHT - height, "height", height));
            }
        }
        return Map.of("bars", bars, "sum", minutes.stream().mapToInt(Integer::intValue).sum(), "most", most,
                "width", minutes.size() * STEP, "height", HEIGHT, "bar", STEP - 1);
    }
}
