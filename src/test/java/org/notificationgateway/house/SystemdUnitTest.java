// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.notificationgateway.support.Absent;
import org.notificationgateway.support.TestHome;

/** The service that examples/ ships is started again when it should be, and can do little else than its work. */
class SystemdUnitTest {
    private static final Path UNIT = TestHome.PROJECT.resolve("examples/systemd/notification-gateway.service");

    @ParameterizedTest
    @ValueSource(strings = {
        "StartLimitIntervalSec=0", "Restart=on-failure", "RestartForceExitStatus=74", "SuccessExitStatus=143",
        "ExecStart=/opt/notification-gateway/bin/gateway run", "ReadWritePaths=/opt/notification-gateway/data",
        "ProtectSystem=strict", "ProtectHome=yes", "PrivateTmp=yes", "UMask=0077", "NoNewPrivileges=yes",
        "CapabilityBoundingSet=", "PrivateDevices=yes", "RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX",
        "SystemCallFilter=@system-service", "LimitNOFILE=65536"})
    void says(String line) throws IOException {
        assertTrue(Files.readAllLines(UNIT).contains(line), line);
    }

    @Test
    void isRatedTwoOrLessWhereSystemdCanRateIt() throws Exception {
        Process rating;
        try {
            rating = new ProcessBuilder(List.of("systemd-analyze", "security", "--offline=true", "--threshold=20", "--no-pager", UNIT.toString()))
                    .redirectErrorStream(true).start();
        } catch (IOException e) {
            Absent.skip("no systemd-analyze: .ci/externals installs systemd");
            return;
        }
        String output = new String(rating.getInputStream().readAllBytes());
        int exit = rating.waitFor();
        if (!output.contains("Overall exposure level")) {
            Absent.skip("systemd-analyze rates nothing here: " + output);
        }
        assertEquals(0, exit, output);
    }
}
