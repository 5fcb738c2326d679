// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.delivery;

import java.nio.file.Path;

/**
 * One mail's way into the pickup directory: where it is written and where it ends.
 *
 * @param stagingDirectory folder beside the pickup directory, on the same volume
 * @param stagedName name while being written; never ends in {@code .eml} or {@code .tmp}, which a server might take
 * @param target final name in the pickup directory
 */
public record PickupFile(Path stagingDirectory, String stagedName, Path target) {
    /**
     * The staging folder as part of an endpoint's address, which Camel decodes twice: once it would read {@code %20} as
     * a blank. Text, because Camel would take a Path for a list of its parts.
     */
    public String stagingFolder() {
        return stagingDirectory.toString().replace("%", "%2525");
    }

    Path staged() {
        return stagingDirectory.resolve(stagedName);
    }
}
