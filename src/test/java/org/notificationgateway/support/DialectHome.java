// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.support;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.notificationgateway.delivery.PickupDialect;

/** Homes with a sender for each dialect, and for each sender a pickup directory of its own. */
public final class DialectHome {
    private DialectHome() {}

    /** The sender whose mail is written in a dialect. */
    public static String sender(PickupDialect dialect) {
        return switch (dialect) {
            case WINDOWS_SMTP -> "server";
            case EXCHANGE_PICKUP -> "exchange";
            case EXCHANGE_REPLAY -> "replay";
        };
    }

    /** @param mailroot holds the directories; each has the name of its sender and must exist if it is not in the data folder */
    public static TestHome of(TestHome home, String mailroot) throws IOException {
        for (PickupDialect dialect : PickupDialect.values()) {
            String sender = sender(dialect);
            String settings = "{ \"FromAddress\": \"Access Desk <no-reply@contoso.com>\", \"UseSpecifiedPickupDirectory\": true,"
                    + " \"PickupDirectory\": \"" + mailroot + "/" + sender + "\", \"MaxRecipients\": 1000 }";
            home.write("config/appsettings." + (sender.equals("server") ? "" : sender + ".") + "json", "{ \"MailSettings\": " + settings + " }");
            Files.writeString(home.path("config/application.properties"),
                    "\ndelivery.pickup." + sender + ".dialect = " + dialect.word() + "\n", StandardOpenOption.APPEND);
        }
        return home;
    }

    /** The requests of {@code examples/requests}. */
    public static List<Path> examples() throws IOException {
        try (Stream<Path> all = Files.list(TestHome.PROJECT.resolve("examples/requests"))) {
            return all.sorted().toList();
        }
    }

    /** The people in a field of a request, without their names. */
    public static List<String> people(JsonNode request, String... fields) {
        return Stream.of(fields).map(request::path)
                .flatMap(field -> field.isArray() ? Stream.iterate(0, i -> i < field.size(), i -> i + 1).map(field::get) : Stream.of(field))
                .filter(one -> !one.isMissingNode())
                .map(one -> one.isObject() ? one.get("address").asText() : one.asText().replaceFirst("^.*<(.*)>$", "$1"))
                .toList();
    }
}
