// SPDX-License-Identifier: Apache-2.0
/**
 * Intake: turns what arrived at a door into a checked {@link org.notificationgateway.intake.NotificationRequest} and
 * that into an outbox entry, or names every fault at once.
 *
 * <p>Start at {@link org.notificationgateway.intake.RequestReader}. Nothing here knows where mail goes; that is
 * {@code delivery}.
 */
@NullMarked
package org.notificationgateway.intake;

import org.jspecify.annotations.NullMarked;
