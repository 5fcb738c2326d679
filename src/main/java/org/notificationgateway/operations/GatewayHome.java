// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.operations;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The folder a gateway runs from: {@code routes/}, {@code config/} and, unless set otherwise, {@code data/}.
 */
public record GatewayHome(Path directory) {
    private static final String PROPERTIES = "config/application.properties";

    /** Makes the path absolute, so that the working directory no longer matters. */
    public GatewayHome {
        directory = directory.toAbsolutePath().normalize();
    }

    /** Finds a setting's folder: absolute as it is, relative below the home. */
    public Path resolve(String folder) {
        return directory.resolve(folder).normalize();
    }

    /** The gateway's own settings. */
    public Path properties() {
        return directory.resolve(PROPERTIES);
    }

    /**
     * Returns this when it is a home.
     *
     * @throws StartRefusedException otherwise
     */
    public GatewayHome checked() {
        if (!Files.isReadable(properties()) || !Files.isDirectory(directory.resolve("routes"))) {
            throw new StartRefusedException(
                    "home folder", "is " + directory, "a folder with " + PROPERTIES + " and routes/", "--home");
        }
        return this;
    }
}
