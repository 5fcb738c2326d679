// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.bench;

import java.util.List;

/** Measures the rows of one command of {@code bench/run}. Starts what it needs and leaves nothing running. */
interface Command {
    List<Row> run() throws Exception;
}
