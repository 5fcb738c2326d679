// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.mail;

/** Says that there is no memory for one more large thing at the moment; small ones may still pass. */
public final class MemoryFullException extends Exception {
    public MemoryFullException() {
        super("too many large requests and mails are being worked on: expected room in memory");
    }
}
