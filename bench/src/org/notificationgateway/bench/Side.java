// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.bench;

/** One of those that are compared: warm already, and able to do the same run again and again. */
interface Side {
    String OURS = "gateway";

    String name();

    Sample run() throws Exception;

    /** Names a run that is no more than a call. */
    static Side of(String name, Run run) {
        return new Side() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Sample run() throws Exception {
                return run.once();
            }
        };
    }

    /** One run. */
    interface Run {
        Sample once() throws Exception;
    }
}
