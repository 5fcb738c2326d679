// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.cli;

import java.nio.file.Path;
import org.notificationgateway.operations.GatewayHome;
import org.notificationgateway.settings.StartRefusedException;
import picocli.CommandLine.Option;

/** The option every command has that looks into a home. */
public final class HomeOption {
    @Option(names = "--home", paramLabel = "DIR", defaultValue = "${sys:gateway.default-home:-.}",
            description = "folder with routes/, config/ and data/ (default: where the program lies)")
    private Path home = Path.of(".");

    /**
     * The home it names.
     *
     * @throws StartRefusedException if that is none
     */
    public GatewayHome checked() {
        return new GatewayHome(home).checked();
    }
}
