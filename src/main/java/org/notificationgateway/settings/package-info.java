// SPDX-License-Identifier: Apache-2.0
/**
 * Settings: reads the product's own appsettings files and says, for each sender, where its mail goes. Holds the one table of
 * the keys of {@code application.properties}, too.
 *
 * <p>Start at {@link org.notificationgateway.settings.Senders}, or at {@link org.notificationgateway.settings.GatewayKeys}.
 * Nothing here opens a connection or knows Camel.
 */
@NullMarked
package org.notificationgateway.settings;

import org.jspecify.annotations.NullMarked;
