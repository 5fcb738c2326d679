// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.Reader;
import java.lang.module.ModuleDescriptor.Version;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.notificationgateway.support.TestHome;

/** Keeps away from what is broken in the Camel release in use: docs/security.md lists the advisories. */
class AdvisoriesTest {
    private static final Pattern URI = Pattern.compile("(?m)^ *(?:- )?uri: *([a-z-]+)");
    private static final Pattern CONSUMER = Pattern.compile("(?m)^ *from:\\s+uri: *([a-z-]+)");

    @Test
    @DisplayName("CVE-2026-78164, CVE-2026-85251 (camel-http), file listings of ftp, smb, azure: components not in use")
    void routesUseFiveComponentsAndNoOther() throws IOException {
        assertEquals(new TreeSet<>(Set.of("direct", "file", "jms", "outbox", "pickup", "platform-http", "smtp")), find(URI));
    }

    @Test
    @DisplayName("CVE-2026-33454, CVE-2026-59230: mail is never consumed")
    void noRouteConsumesMail() throws IOException {
        assertEquals(new TreeSet<>(Set.of("direct", "file", "jms", "outbox", "platform-http")), find(CONSUMER));
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
    void eachDoorDropsEveryHeaderAndTheOutboxBeginsWithNone() throws IOException {
        for (String route : Set.of("ingress-file", "ingress-http", "ingress-jms")) {
            String text = Files.readString(TestHome.PROJECT.resolve("routes/" + route + ".camel.yaml"));
            int drop = text.indexOf("removeHeaders:");
            assertTrue(drop > 0 && drop < text.indexOf("name: intake"), route);
        }
    }

    @ParameterizedTest(name = "{0}: {1} is {2} or newer")
    @CsvSource({
        "CVE-2026-57967 and CVE-2026-67593 and CVE-2026-27446, artemis-server, 2.57.0, org.apache.activemq.artemis.core.server.ActiveMQServer",
        "CVE-2026-57967, artemis-core-client, 2.57.0, org.apache.activemq.artemis.api.core.client.ClientSession",
        "CVE-2025-7962, angus-mail, 2.0.5, org.eclipse.angus.mail.smtp.SMTPTransport",
        "CVE-2026-34477 to CVE-2026-34481 and CVE-2026-49844, log4j-core, 2.26.1, org.apache.logging.log4j.core.LoggerContext",
        "CVE-2026-34477 to CVE-2026-34481 and CVE-2026-49844, log4j-layout-template-json, 2.26.1, "
                + "org.apache.logging.log4j.layout.template.json.JsonTemplateLayout",
        "CVE-2026-41417 and CVE-2026-59903 and CVE-2026-93566, netty-codec-http, 4.1.138, io.netty.handler.codec.http.HttpObjectDecoder",
        "CVE-2026-89044 and CVE-2026-93562 and CVE-2026-93558, netty-codec, 4.1.138, io.netty.handler.codec.ByteToMessageDecoder",
        "CVE-2026-59295 and CVE-2026-59296, micrometer-core, 1.16.7, io.micrometer.core.instrument.MeterRegistry",
        "CVE-2026-41850 and CVE-2026-41851, spring-expression, 7.0.8, org.springframework.expression.Expression",
        "CVE-2026-46584 and CVE-2026-59230 and CVE-2026-33454, camel-mail, 4.22.0, org.apache.camel.component.mail.MailComponent",
        "CVE-2026-40453 and CVE-2026-40860 and CVE-2026-43866, camel-jms, 4.22.0, org.apache.camel.component.jms.JmsComponent",
        "CVE-2026-6860, vertx-core, 4.5.31, io.vertx.core.Vertx",
        "CVE-2026-6860, vertx-web, 4.5.31, io.vertx.ext.web.Router",
        "CVE-2026-68497 and CVE-2026-68498 and CVE-2026-19032, jackson-databind, 2.22.3, com.fasterxml.jackson.databind.ObjectMapper",
        "CVE-2026-68497 and CVE-2026-68498 and CVE-2026-19032, jackson-core, 2.22.3, com.fasterxml.jackson.core.JsonFactory"})
    void librariesAreNewEnough(String advisories, String library, String oldest, String type) throws Exception {
        String jar = Path.of(Class.forName(type).getProtectionDomain().getCodeSource().getLocation().toURI()).getFileName().toString();
        Matcher version = Pattern.compile(Pattern.quote(library) + "-(\\d+[.]\\d+[.]\\d+)([.]Final)?[.]jar").matcher(jar);
        assertTrue(version.matches(), jar);
        assertTrue(Version.parse(version.group(1)).compareTo(Version.parse(oldest)) >= 0, jar + " is older than " + oldest);
    }

    @Test
    @DisplayName("CVE-2026-67593 (OpenWire): the broker on board speaks no protocol but its own")
    void theBrokerSpeaksNoOtherProtocol() throws IOException {
        var more = getClass().getClassLoader()
                .getResources("META-INF/services/org.apache.activemq.artemis.spi.core.protocol.ProtocolManagerFactory");
        assertFalse(more.hasMoreElements(), () -> "a protocol in " + more.nextElement());
        for (String type : List.of("openwire.OpenWireProtocolManager", "stomp.StompProtocolManager", "amqp.broker.ProtonProtocolManager")) {
            assertThrows(ClassNotFoundException.class, () -> Class.forName("org.apache.activemq.artemis.core.protocol." + type));
        }
    }

    @ParameterizedTest(name = "{0}: {1} is not on board")
    @CsvSource({
        "CVE-2020-11994 (template of a header), org.apache.camel.component.freemarker.FreemarkerComponent",
        "CVE-2020-11994 (template of a header), org.apache.camel.component.velocity.VelocityComponent",
        "CVE-2026-78164 and CVE-2026-85251, org.apache.camel.component.http.HttpComponent",
        "CVE-2025-30177, org.apache.camel.component.undertow.UndertowComponent",
        "CVE-2025-29891 and CVE-2025-27636, org.apache.camel.component.exec.ExecComponent"})
    void whatIsBrokenIsNotOnBoard(String advisory, String type) {
        assertThrows(ClassNotFoundException.class, () -> Class.forName(type));
    }

    @Test
    @DisplayName("docs/security.md names every advisory that these tests and the issue's list are about, and a test for each")
    void theDocumentNamesEveryAdvisory() throws IOException {
        String page = Files.readString(TestHome.PROJECT.resolve("docs/security.md"));
        for (String advisory : List.of(
                "CVE-2026-85314", "CVE-2026-85316", "CVE-2026-84176", "CVE-2026-78164", "CVE-2026-85251", "CVE-2026-85312",
                "CVE-2026-79983", "CVE-2026-79985", "CVE-2026-79986", "CVE-2026-66908", "CVE-2026-40022", "CVE-2026-59230",
                "CVE-2026-33454", "CVE-2026-46584", "CVE-2026-40453", "CVE-2026-40860", "CVE-2026-43866", "CVE-2025-27636",
                "CVE-2025-29891", "CVE-2025-30177", "CVE-2020-11994", "CVE-2018-8041", "CVE-2026-57967", "CVE-2026-67593",
                "CVE-2026-34477", "CVE-2026-34478", "CVE-2026-34479", "CVE-2026-34480", "CVE-2026-34481", "CVE-2026-49844",
                "CVE-2026-6860", "CVE-2026-41417", "CVE-2026-59903", "CVE-2026-41850", "CVE-2026-41851", "CVE-2026-27446", "CVE-2025-7962", "CVE-2026-68497", "CVE-2026-68498", "CVE-2026-19032", "GHSA-2m67-wjpj-xhg9",
                "CVE-2023-51764", "CVE-2023-51765", "CVE-2023-51766", "CVE-2023-51747")) {
            assertTrue(page.contains(advisory), advisory);
        }
        Matcher row = Pattern.compile("(?m)^\\| (CVE|GHSA).*\\| ([A-Za-z, ]+) \\|$").matcher(page);
        int rows = 0;
        for (; row.find(); rows++) {
            for (String test : row.group(2).split(", ")) {
                try (Stream<Path> all = Files.walk(TestHome.PROJECT.resolve("src/test/java"))) {
                    assertTrue(all.anyMatch(file -> file.endsWith(test + ".java")), test + " in " + row.group());
                }
            }
        }
        assertEquals(page.lines().filter(line -> line.matches("\\| (CVE|GHSA).*")).count(), rows, "each row names its test");
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
