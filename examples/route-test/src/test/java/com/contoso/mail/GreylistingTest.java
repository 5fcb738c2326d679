// SPDX-License-Identifier: Apache-2.0
package com.contoso.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.notificationgateway.rehearsal.GatewayTest;
import org.notificationgateway.rehearsal.GatewayUnderTest;

@GatewayTest(home = "../..")
class GreylistingTest {
    private static final String REQUEST = """
            {"to": ["ann@example.com", "bob@example.com"], "subject": "Access review", "text": "Please look."}""";

    @Test
    void whomTheServerAsksToComeAgainGetsTheMailAfterTheFirstDelay(GatewayUnderTest gateway) throws Exception {
        gateway.config("appsettings.json", "MailSettings: {FromAddress: no-reply@contoso.com, Host: smtp.contoso.com, Port: 25}");
        gateway.server("smtp.contoso.com:25", "[{command: RCPT, recipient: ann@example.com, attempt: '1', reply: 450 4.2.0 greylisted}]");
        assertEquals(202, gateway.send("http", REQUEST).status());
        gateway.expect("outcomes: {ann@example.com: waiting, bob@example.com: delivered}");
        gateway.after(Duration.ofSeconds(31));
        gateway.expect("outcomes: {ann@example.com: delivered, bob@example.com: delivered}");
        assertEquals(2, gateway.mails().size());
        assertEquals("Access review", gateway.mails().get(1).header("Subject"));
    }

    @Test
    void aScenarioIsPlayedAsByTheCommand(GatewayUnderTest gateway) throws Exception {
        gateway.run(Path.of("../tests/one-bad-recipient.test.yaml"));
    }
}
