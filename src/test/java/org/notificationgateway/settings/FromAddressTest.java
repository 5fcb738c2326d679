// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.notificationgateway.mail.Mailbox;

/** A name that people chose for their mail must not keep the gateway from starting. */
class FromAddressTest {
    @TempDir
    private Path folder;

    @ParameterizedTest(name = "E6: {0}")
    @ValueSource(strings = {
        "Contoso @ Work <a@contoso.com>", "a@contoso.com <a@contoso.com>", " a@contoso.com ", "\u200FContoso\u200E <a@contoso.com>",
        "Contoso, Inc. <a@contoso.com>", "\u202Aa@contoso.com\u202C"})
    void mayHaveAnyNameAndBlanksAround(String address) throws Exception {
        assertEquals("a@contoso.com", Mailbox.parse(home(address).load().of("server").fromAddress()).address());
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"a@contoso.com, b@contoso.com", "a@contoso.com, b <b@contoso.com>", "Contoso"})
    void isOneAddress(String address) throws Exception {
        WrittenHome home = home(address);
        assertThrows(InvalidSettingsException.class, home::load);
    }

    private WrittenHome home(String address) throws Exception {
        return new WrittenHome(folder).with("appsettings.json",
                "{\"MailSettings\": {\"FromAddress\": \"" + address + "\", \"Host\": \"mail.contoso.com\"}}");
    }
}
