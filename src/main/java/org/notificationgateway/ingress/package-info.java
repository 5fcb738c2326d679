// SPDX-License-Identifier: Apache-2.0
/**
 * Ingress: what only a door knows: folders that others write to, callers of HTTP and their keys, bodies of JMS messages.
 *
 * <p>Start at {@link org.notificationgateway.ingress.InboxDoor} for files, {@link org.notificationgateway.ingress.HttpGuard} for HTTP. What a request may say is decided in {@code intake}.
 */
@NullMarked
package org.notificationgateway.ingress;

import org.jspecify.annotations.NullMarked;
