// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.ingress;

import java.nio.file.Path;
import org.notificationgateway.mail.MemoryBudget;

/**
 * A file that this gateway alone works on.
 *
 * @param name its name in the inbox
 * @param path where it lies while it is worked on
 * @param share of memory that it holds meanwhile
 */
public record ClaimedFile(String name, Path path, MemoryBudget.Share share) {}
