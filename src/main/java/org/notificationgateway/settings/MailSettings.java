// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.settings;

/**
 * One sender's MailSettings, checked: who its mail is from and where it goes.
 *
 * @param sender name requests use: {@code server}, {@code agent}
 * @param fromAddress as configured, {@code a@b} or {@code Name <a@b>}
 * @param reason the setting that decided the delivery, for people
 */
public record MailSettings(String sender, String fromAddress, Delivery delivery, String reason) {}
