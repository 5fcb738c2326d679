// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.intake;

/** One request of a hand-over: a {@code NotificationRequest} if it is sound, else a {@code RefusedItem}. */
public interface RequestItem {}
