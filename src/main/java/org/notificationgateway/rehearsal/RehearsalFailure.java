// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.rehearsal;

/**
 * A step that failed while mail passed.
 *
 * @param step id of the step; empty if it is not known
 * @param place file and line of the step; empty if they are not known
 * @param reason in one line
 */
public record RehearsalFailure(String step, String place, String reason) {}
