// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import org.notificationgateway.outbox.ledger.Checksum;

/**
 * What an entry says of the file that holds its mail's bytes (Enterprise Integration Patterns: claim check), so that a
 * file that is cut, altered or another's is never sent.
 *
 * @param size of the mail, in bytes
 * @param checksum CRC-32C of its bytes, as {@link Checksum} writes it
 */
public record MailFile(long size, String checksum) {}
