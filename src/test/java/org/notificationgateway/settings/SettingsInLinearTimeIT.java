// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.settings;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.notificationgateway.support.LinearTime;

/** Settings are read anew while mail passes: whatever an editor has made of a value, that takes linear time. */
class SettingsInLinearTimeIT {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(MailKey.class)
    void aValueIs(MailKey key) {
        LinearTime.check(key.word(), text -> load(settings().put(key.word(), text)));
    }

    @Test
    void aPickupDirectoryInUseIs() {
        LinearTime.check("Host", text -> load(settings().put("Host", "./" + text)));
        LinearTime.check("Host", text -> load(settings().put("Host", "/a/".repeat(text.length() / 6) + text)));
    }

    @Test
    void aHostWithALoginIs() {
        LinearTime.check("Host", text -> load(
                settings().put("Host", ":" + text).put("UserName", "u").put("Password", "p").put("Port", 25)));
    }

    @Test
    void theNameOfAnEnvironmentVariableIs() throws Exception {
        LinearTime.check("MailSettings__…", text -> new WrittenHome(folder).variable("MailSettings__" + text, "a")
                .with("appsettings.json", "{\"MailSettings\": " + settings() + "}").load());
    }

    @Test
    void theLifeOfAResetLinkIs() {
        LinearTime.check("ValidFor", text -> {
            ObjectNode root = MAPPER.createObjectNode();
            root.set("MailSettings", settings());
            root.putObject("PasswordResetSettings").putObject("TokenBuildingSettings").put("ValidFor", text);
            new WrittenHome(folder).with("appsettings.json", root.toString())
                    .with("appsettings.agent.json", root.toString()).load();
        });
    }

    private static ObjectNode settings() {
        return MAPPER.createObjectNode().put("FromAddress", "a@contoso.com").put("Host", "mail.contoso.com");
    }

    private void load(ObjectNode settings) throws Exception {
        new WrittenHome(folder).with("appsettings.json", "{\"MailSettings\": " + settings + "}").load();
    }
}
