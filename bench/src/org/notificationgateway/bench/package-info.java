// SPDX-License-Identifier: Apache-2.0
/**
 * The benchmark: runs the packaged gateway and its peers side by side on one machine, run by run in turn, and says by
 * how much they differ. Ratios are worth reading, absolute numbers only together with the machine.
 *
 * <p>Start at {@link org.notificationgateway.bench.Bench}; what is promised stands in
 * {@link org.notificationgateway.bench.Goal}. Needs the JDK and the distribution's Jackson, nothing else.
 */
package org.notificationgateway.bench;
