// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.intake;

/** One request of a hand-over: sound, or refused. */
public sealed interface RequestItem permits NotificationRequest, RefusedItem {}
