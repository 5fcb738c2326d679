// SPDX-License-Identifier: Apache-2.0
/**
 * Page: what operators see and steer in a browser, made of the same answers as the management API, without a script.
 *
 * <p>Start at {@link org.notificationgateway.page.PageHandlers}. Who may look is decided in {@code ingress}, what may be known and
 * done in {@code operations}.
 */
@NullMarked
package org.notificationgateway.page;

import org.jspecify.annotations.NullMarked;
