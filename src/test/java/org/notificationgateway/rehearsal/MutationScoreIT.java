// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.rehearsal;

/** One mistake of each kind, and two of three kinds of harmless edits. All of them: {@link MutationScoreTrial}. */
class MutationScoreIT extends MutationScore {
    MutationScoreIT() {
        super(1, 2);
    }
}
