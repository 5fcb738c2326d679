// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.page;

import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.Objects;
import org.notificationgateway.ingress.PageDoor;
import org.notificationgateway.operations.Answers.RefusedException;

/** Takes a key once, and the browser keeps a session instead of it. */
final class SignInPages {
    private final PageDoor door;

    SignInPages(PageDoor door) {
        this.door = door;
    }

    void install(Router router, Pages pages) {
        pages.get(router, PageDoor.BELOW + "sign-in", null, this::show);
        pages.post(router, PageDoor.BELOW + "sign-in", null, this::signIn);
        pages.post(router, PageDoor.BELOW + "sign-out", null, this::signOut);
    }

    private Answer show(RoutingContext context) {
        return door.asks() && door.session(context.request()).isEmpty()
                ? page(200, PageDoor.isClear(context.request()) ? "clear" : "")
                : new Answer.Moved(PageDoor.ROOT);
    }

    private static Answer page(int status, String fault) {
        return new Answer.Shown(status, "sign-in", Map.of("title", "Sign in", "fault", fault));
    }

    private Answer signIn(RoutingContext context) throws RefusedException {
        if (!door.asks()) {
            return new Answer.Moved(PageDoor.ROOT);
        }
        if (PageDoor.isClear(context.request())) {
            throw new RefusedException(403, "A key must not cross the network in clear text. Switch TLS on for the management port"
                    + " (docs/configuration.md, TLS), or come through a tunnel.");
        }
        PageDoor.SignIn result = door.signIn(context.request(), Objects.requireNonNullElse(Pages.form(context).get("key"), ""));
        if (result.done()) {
            return new Answer.Moved(PageDoor.ROOT);
        }
        if (result.seconds() > 0) {
            context.response().putHeader("Retry-After", String.valueOf(result.seconds()));
            return page(429, "wait");
        }
        return page(403, "wrong");
    }

    private Answer signOut(RoutingContext context) {
        door.signOut(context.request());
        return new Answer.Moved(PageDoor.BELOW + "sign-in");
    }
}
