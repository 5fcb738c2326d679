// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.rehearsal;

/** One mistake of each kind, more where that is quick, and two of three kinds of harmless edits. All: {@link MutationScoreTrial}. */
class MutationScoreIT extends MutationScore {
    MutationScoreIT() {
        super(1, 2);
    }
}
