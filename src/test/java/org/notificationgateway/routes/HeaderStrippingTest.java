// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.routes;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSProducer;
import jakarta.mail.internet.MimeMessage;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.notificationgateway.support.TestGateway;
import org.notificationgateway.support.TestHome;

/** Through all stages at once: what a stranger writes beside the JSON neither steers a mail nor shows in it. */
class HeaderStrippingTest {
    private static final String EVE = "eve@example.org";
    private static final String REQUEST = "{\"to\": \"ann@example.com\", \"bcc\": \"bob@example.com\","
            + " \"subject\": \"Plain\", \"text\": \"hi\"}";

    private final GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    private final GreenMail stranger = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    private TestGateway gateway;

    @TempDir
    private Path folder;

    @BeforeEach
    void start() {
        server.start();
        stranger.start();
        gateway = TestGateway.start(new TestHome(folder).server(
                "{ \"FromAddress\": \"no-reply@contoso.com\", \"Host\": \"127.0.0.1\", \"Port\": "
                        + server.getSmtp().getPort() + " }"));
    }

    @AfterEach
    void stop() {
        gateway.close();
        server.stop();
        stranger.stop();
    }

    @Test
    void headersOfAnHttpRequestAreNotPartOfTheMail() throws Exception {
        String[] headers = hostile().entrySet().stream()
                .flatMap(header -> Stream.of(header.getKey(), header.getValue()))
                .toArray(String[]::new);
        assertEquals(202, gateway.post(REQUEST, headers).statusCode());
        assertOnlyWhatTheJsonSays();
    }

    @Test
    void propertiesOfAJmsMessageAreNotPartOfTheMail() throws Exception {
        try (JMSContext jms = gateway.bean("connectionFactory", ConnectionFactory.class).createContext()) {
            JMSProducer producer = jms.createProducer();
            hostile().forEach((name, value) -> // as camel-jms writes such names
                    producer.setProperty(name.replace(".", "_DOT_").replace("-", "_HYPHEN_"), value));
            producer.send(jms.createQueue("notification.requests"), REQUEST);
        }
        assertOnlyWhatTheJsonSays();
    }

    private Map<String, String> hostile() {
        String port = String.valueOf(stranger.getSmtp().getPort());
        Map<String, String> headers = new LinkedHashMap<>();
        Stream.of("To", "Cc", "Bcc", "From", "Reply-To", "X-Receiver", "X-Sender", "CamelMailTo", "CAmelMailTo")
                .forEach(name -> headers.put(name, EVE));
        Stream.of("mail.smtp.host", "mail.smtp.proxy.host", "mail.smtp.socks.host")
                .forEach(name -> headers.put(name, "127.0.0.1"));
        Stream.of("mail.smtp.port", "mail.smtp.proxy.port", "mail.smtp.socks.port")
                .forEach(name -> headers.put(name, port));
        headers.put("mail.smtp.from", EVE);
        headers.put("Subject", "Hostile");
        headers.put("breadcrumbId", "hostile-crumb");
        headers.put("X-Mark", "hostile-mark");
        headers.put("CamelJmsDestinationName", "notification.expired");
        headers.put("CamelFileName", "../hostile.eml");
        return headers;
    }

    private void assertOnlyWhatTheJsonSays() throws Exception {
        await().until(() -> server.getReceivedMessages().length >= 2);
        assertEquals(2, server.getReceivedMessages().length, "one for each recipient in the JSON");
        Set<String> boxes = server.getUserManager().listUser().stream()
                .map(user -> user.getEmail()).collect(Collectors.toSet());
        assertEquals(Set.of("ann@example.com", "bob@example.com"), boxes);
        for (MimeMessage mail : server.getReceivedMessages()) {
            String whole = GreenMailUtil.getWholeMessage(mail);
            for (String trace : Set.of(EVE, "hostile", "Hostile", "mail.smtp", "breadcrumb", "X-Receiver", "Camel")) {
                assertFalse(whole.contains(trace), whole);
            }
            assertEquals("Plain", mail.getSubject());
            assertEquals("ann@example.com", mail.getHeader("To", null));
            assertNull(mail.getHeader("Bcc", null));
        }
        assertEquals(0, stranger.getReceivedMessages().length);
    }
}
