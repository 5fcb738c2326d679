// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.rehearsal;

/** Mistakes of each kind where that is quick, of some where not, and some of the harmless edits. All: {@link MutationScoreTrial}. */
class MutationScoreIT extends MutationScore {
    MutationScoreIT() {
        super(1, 5);
    }
}
