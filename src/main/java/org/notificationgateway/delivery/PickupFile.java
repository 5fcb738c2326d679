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
    Path staged() {
        return stagingDirectory.resolve(stagedName);
    }
}
