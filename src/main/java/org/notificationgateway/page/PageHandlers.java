// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.page;

import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.util.List;
import java.util.function.Function;
import org.notificationgateway.ingress.ApiKeys;
import org.notificationgateway.ingress.PageDoor;
import org.notificationgateway.operations.Answers;
import org.notificationgateway.operations.Answers.RefusedException;
import org.notificationgateway.operations.MailHandlers;
import org.notificationgateway.operations.SenderExplanations;
import org.notificationgateway.operations.SenderHandlers;
import org.notificationgateway.outbox.DeadLetters;
import org.notificationgateway.outbox.OutboxStore;
import org.notificationgateway.outbox.StoredMails;
import org.notificationgateway.settings.Senders;

/** Serves the page of the management port: what operators see and do in a browser. */
public final class PageHandlers {
    private final Pages pages;
    private final SignInPages signIn;
    private final SenderPages senders;
    private final MailPages mails;
    private final DeadLetterPages letters;
    private final byte[] style;
    private final byte[] icon;

    /**
     * Where the page gets what it shows.
     *
     * @param lastHour mails of a sender that left in each minute
     */
    public record Sources(
            MailHandlers mails, SenderHandlers steering, DeadLetters letters, StoredMails stored, OutboxStore store, Senders senders,
            SenderExplanations explanations, Function<String, List<Integer>> lastHour) {}

    public PageHandlers(PageDoor door, ApiKeys keys, Sources from, Clock clock) throws IOException {
        pages = new Pages(door, new Answers(keys), new Templates(clock));
        signIn = new SignInPages(door);
        senders = new SenderPages(from.steering(), from.lastHour(), from.store(), from.senders(), from.explanations());
        Previews previews = new Previews();
        mails = new MailPages(from.mails(), from.stored(), from.senders(), previews);
        letters = new DeadLetterPages(from.letters(), from.stored(), from.senders(), previews);
        style = resource("page.css");
        icon = resource("icon.svg");
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = PageHandlers.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new FileNotFoundException(name);
            }
            return in.readAllBytes();
        }
    }

    /** Adds its paths; called once the server is up. */
    public void install(Router router) {
        asset(router, "style.css", "text/css; charset=utf-8", style);
        asset(router, "icon.svg", "image/svg+xml", icon);
        signIn.install(router, pages);
        senders.install(router, pages);
        mails.install(router, pages);
        letters.install(router, pages);
        pages.get(router, PageDoor.BELOW + "*", null, context -> {
            throw new RefusedException(404, "There is no such page.");
        });
    }

    private static void asset(Router router, String name, String type, byte[] bytes) {
        router.get(PageDoor.BELOW + name).handler(context -> context.response()
                .putHeader("Content-Type", type)
                .putHeader("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'")
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Cache-Control", "no-cache")
                .end(Buffer.buffer(bytes)));
    }
}
