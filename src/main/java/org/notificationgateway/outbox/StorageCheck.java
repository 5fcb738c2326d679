// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

/** Looks at one thing that storing needs. */
@FunctionalInterface
public interface StorageCheck {
    /** @throws StoreUnavailableException if nothing can be stored at the moment */
    void look() throws StoreUnavailableException;
}
