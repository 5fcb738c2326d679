// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.notificationgateway.support.TestHome;

/** {@code ./gateway} in a checkout, with a Maven and a Java that only say what they are asked. */
@DisabledOnOs(OS.WINDOWS)
class GatewayScriptTest {
    private static final String JAVA = """
            #!/bin/sh
            case $* in
                *-version) printf '  java.home = /jdk\\n  java.specification.version = 17\\n  java.vm.version = 17\\n' ;;
                *) for word; do echo "$word"; done ;;
            esac
            """;
    private static final String MAVEN = """
            #!/bin/sh
            i=0
            while [ $((i += 1)) -le 50 ]; do echo "Downloaded from central: https://repo/$i.jar (1 kB at 1 kB/s)"; done
            echo "[INFO] --- compiler:3.14.1:compile (default-compile) @ notification-gateway ---"
            mkdir -p target/gateway/lib && touch target/gateway/lib/a.jar
            echo "[INFO] BUILD SUCCESS"
            """;

    @TempDir
    private Path checkout;

    @BeforeEach
    void makeCheckout() throws IOException {
        program("gateway", Files.readString(TestHome.PROJECT.resolve("gateway")));
        program("java/bin/java", JAVA);
        program("mvnw", MAVEN);
        Files.writeString(checkout.resolve("pom.xml"), "");
        Files.createDirectories(checkout.resolve("src/main"));
        Files.createDirectories(checkout.resolve("src/assembly"));
    }

    @Test
    void runsTheLibrariesOfThisBuildWhateverVersionsWereBuiltBefore() throws Exception {
        for (String earlier : new String[] {"0.1.0-SNAPSHOT", "0.2.0"}) {
            Path lib = Files.createDirectories(checkout.resolve("target/notification-gateway-" + earlier + "/lib"));
            Files.createFile(lib.resolve("a.jar"));
        }
        assertTrue(gateway(0).lines().anyMatch((checkout.toRealPath() + "/target/gateway/lib/*:" + checkout.toRealPath() + "/target/gateway/lib/ext/*")::equals));
    }

    @Test
    void saysHowFarTheBuildIs() throws Exception {
        String first = gateway(0);
        assertTrue(first.contains("gateway:   25 files fetched\ngateway:   50 files fetched\ngateway:   compiler:3.14.1:compile\n"), first);
        assertFalse(gateway(0).contains("building"), "the second time");
    }

    @Test
    void showsWhyABuildFailsAndStartsNothing() throws Exception {
        program("mvnw", "#!/bin/sh\necho '[ERROR] COMPILATION ERROR'\nexit 1\n");
        String output = gateway(1);
        assertTrue(output.contains("[ERROR] COMPILATION ERROR"), output);
        assertFalse(output.contains("NotificationGateway"), output);
    }

    private String gateway(int exit) throws Exception {
        ProcessBuilder command = new ProcessBuilder(checkout.resolve("gateway").toString(), "check").redirectErrorStream(true);
        command.environment().put("JAVA_HOME", checkout.resolve("java").toString());
        command.environment().put("GATEWAY_CLASS_ARCHIVE", "off");
        Process process = command.start();
        String output = new String(process.getInputStream().readAllBytes());
        assertTrue(process.waitFor(20, TimeUnit.SECONDS));
        assertEquals(exit, process.exitValue(), output);
        return output;
    }

    private void program(String name, String text) throws IOException {
        Path file = checkout.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        assertTrue(file.toFile().setExecutable(true));
    }
}
