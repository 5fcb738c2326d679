// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.page;

import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;

/** Asks once more before what nobody can take back. Keeps no state. */
final class Confirmation {
    private Confirmation() {}

    /** True if that was answered. */
    static boolean isGiven(RoutingContext context) {
        return "yes".equals(Pages.form(context).get("sure"));
    }

    /**
     * The page that asks.
     *
     * @param fields of the form that was sent, to be sent again
     */
    static Answer ask(String title, String question, String button, String action, String back, List<Map<String, String>> fields) {
        return Answer.page("confirm", Map.of(
                "title", title, "question", question, "button", button, "action", action, "back", back, "fields", fields));
    }
}
