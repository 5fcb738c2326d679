// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.notificationgateway.support.TestHome;

/** Keeps away from what is broken in the Camel release in use: docs/security.md lists the advisories. */
class AdvisoriesTest {
    private static final Pattern URI = Pattern.compile("(?m)^ *(?:- )?uri: *([a-z-]+)");
    private static final Pattern CONSUMER = Pattern.compile("(?m)^ *from:\\s+uri: *([a-z-]+)");

    @Test
    @DisplayName("CVE-2026-78164, CVE-2026-85251 (camel-http), file listings of ftp, smb, azure: components not in use")
    void routesUseFiveComponentsAndNoOther() throws IOException {
        assertEquals(new TreeSet<>(Set.of("direct", "file", "jms", "platform-http", "smtp")), find(URI));
    }

    @Test
    @DisplayName("CVE-2026-33454, CVE-2026-59230: mail is never consumed")
    void noRouteConsumesMail() throws IOException {
        assertEquals(new TreeSet<>(Set.of("direct", "file", "jms", "platform-http")), find(CONSUMER));
    }

    @Test
    @DisplayName("CVE-2026-85314, CVE-2026-59230 (MimeMultipart data format), CVE-2026-85312 (saga)")
    void noRouteUsesADataFormatOrASaga() throws IOException {
        assertFalse(Pattern.compile("\\b(un)?marshal:|\\bsaga:|mimeMultipart").matcher(routes()).find());
    }

    @Test
    @DisplayName("CVE-2026-85316 (prefix matching), CVE-2026-84176 (CORS), CVE-2026-40860, CVE-2026-43866 (exchange transfer)")
    void noRouteSwitchesOnWhatIsBroken() throws IOException {
        assertFalse(Pattern.compile("(?i)matchOnUriPrefix|cors|transferExchange|transferException|"
                + "useJavaMailSessionPropertiesFromHeaders").matcher(routes()).find());
    }

    @Test
    @DisplayName("CVE-2026-40022 (login skipped below a path), CVE-2026-66908 (JWT)")
    void theServersStayAtTheRootAndLeaveLoginToTheRoute() throws IOException {
        Properties shipped = new Properties();
        try (Reader in = Files.newBufferedReader(TestHome.PROJECT.resolve("config/application.properties"))) {
            shipped.load(in);
        }
        assertEquals("/", shipped.getProperty("camel.server.path"));
        assertFalse(shipped.stringPropertyNames().stream().anyMatch(key -> key.matches("(?i).*(jwt|authentication|cors).*")));
    }

    @Test
    @DisplayName("CVE-2026-46584, CVE-2026-40453, CVE-2025-27636: headers are dropped before anything reads them")
    void eachDoorAndTheSmtpRouteDropEveryHeader() throws IOException {
        for (String route : Set.of("ingress-file", "ingress-http", "ingress-jms", "outbox", "delivery-smtp", "delivery-pickup")) {
            String text = Files.readString(TestHome.PROJECT.resolve("routes/" + route + ".camel.yaml"));
            int drop = text.indexOf("removeHeaders:");
            int use = Math.max(text.indexOf("name: intake"), Math.max(text.indexOf("uri: smtp"), text.indexOf("toD:")));
            assertTrue(drop > 0 && (use < 0 || drop < use), route);
        }
    }

    private static Set<String> find(Pattern pattern) throws IOException {
        Set<String> found = new TreeSet<>();
        Matcher matcher = pattern.matcher(routes());
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        return found;
    }

    private static String routes() throws IOException {
        StringBuilder all = new StringBuilder();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(TestHome.PROJECT.resolve("routes"), "*.camel.yaml")) {
            for (Path file : files) {
                all.append(Files.readString(file).replaceAll("(?m)^#.*$", ""));
            }
        }
        return all.toString();
    }
}
