// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.page;

import java.util.Map;

/** What a path of the page answers. */
sealed interface Answer {
    /**
     * A page.
     *
     * @param template that writes it
     * @param model what the template is told; strings, numbers, lists and maps
     */
    record Shown(int status, String template, Map<String, ?> model) implements Answer {}

    /** Another path to go on at, so that a reload repeats no order. */
    record Moved(String path) implements Answer {}

    /**
     * A mail as its reader would see it, of which nothing is trusted.
     *
     * @param html a whole document
     */
    record Preview(String html) implements Answer {}

    static Shown page(String template, Map<String, ?> model) {
        return new Shown(200, template, model);
    }
}
