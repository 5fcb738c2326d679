// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.notificationgateway.operations.GatewayHome;
import org.notificationgateway.operations.GatewayProperties;
import org.notificationgateway.operations.OAuthSettings;
import org.notificationgateway.settings.Senders;
import org.notificationgateway.support.LinearTime;

/** A strange value of application.properties, or a strange route file, is a fault with a name and not an endless start. */
class PropertiesInLinearTimeIT {
    @TempDir
    private Path folder;

    /** One key of each kind. */
    @ParameterizedTest
    @ValueSource(strings = {
        "delivery.retry-delays", "delivery.pickup.file-mode", "delivery.max-age", "intake.max-recipients",
        "ingress.http.rate-limit", "ingress.jms.consumers", "ingress.http.enabled"})
    void aValueOfOursIs(String key) {
        LinearTime.check(key, text -> {
            Properties settings = new Properties();
            settings.setProperty(key, text);
            GatewayProperties.of(settings).faults();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"token-url", "client-id", "client-certificate", "client-key", "scope", "user"})
    void aValueOfALoginByTokenIs(String part) {
        String own = "delivery.oauth.server.";
        LinearTime.check(part, text -> {
            Properties settings = new Properties();
            settings.setProperty(own + "token-url", "https://login.contoso.com/token");
            settings.setProperty(own + "client-id", "app");
            settings.setProperty(own + (part.startsWith("client-c") ? "client-key" : "client-secret"), "secret");
            settings.setProperty(own + part, text);
            new OAuthSettings(GatewayProperties.of(settings), new Senders(List.of()));
        });
    }

    @Test
    void theFolderForDataIs() {
        GatewayHome home = new GatewayHome(folder);
        LinearTime.check("gateway.data-directory", home::resolve);
        LinearTime.check("gateway.data-directory", text -> home.resolve("a/".repeat(text.length() / 2) + text));
    }
}
