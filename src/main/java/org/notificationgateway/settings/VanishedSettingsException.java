// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.settings;

import java.nio.file.Path;
import java.util.Collection;
import java.util.stream.Collectors;

/** A settings file that holds is no longer there: whether that is meant, only a restart or its return can say. */
public final class VanishedSettingsException extends RuntimeException {
    VanishedSettingsException(Collection<Path> gone) {
        super(gone.stream().sorted().map(VanishedSettingsException::fault).map(Fault::toString)
                .collect(Collectors.joining("\n")));
    }

    private static Fault fault(Path file) {
        return new Fault("settings file " + file, "is gone, or says nothing any more",
                "it to come back; nothing changes until then", "put it back, or restart to confirm that it is gone");
    }
}
