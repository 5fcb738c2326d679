// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.support;

import org.junit.jupiter.api.Assumptions;

/** Ends a test that lacks something of the machine, and says so where everybody sees it. */
public final class Absent {
    private Absent() {
    }

    /** @param what the machine lacks */
    public static <T> T skip(String what) {
        String test = StackWalker.getInstance().walk(frames -> frames.map(StackWalker.StackFrame::getClassName)
                .filter(name -> name.matches(".*(Test|IT|Trial|Soak)")).findFirst().orElse("a test"));
        System.out.println("NOT RUN: " + test + ": " + what);
        return Assumptions.abort(what);
    }
}
