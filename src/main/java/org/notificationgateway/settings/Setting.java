// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.settings;

/**
 * One value and where it came from, so that a fault can say where to change it.
 *
 * @param key key path as written, parts joined by colons
 * @param value text; the caller must not print the value of a secret
 * @param origin file, or environment variable
 */
record Setting(String key, String value, String origin) {}
