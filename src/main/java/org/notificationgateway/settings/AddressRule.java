// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.settings;

import java.util.Optional;

/** Says what is wrong with an e-mail address; empty for a good one. The rule itself is the {@code mail} room's. */
@FunctionalInterface
public interface AddressRule {
    Optional<String> fault(String address);
}
